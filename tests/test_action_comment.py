"""The script of the action that comments on a pull request, against a server that answers like GitHub's REST API."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from support.command import REPOSITORY, environment
from support.documents import Json

SCRIPT = REPOSITORY / ".github/action/comment.py"
TOKEN = "ghs_secret"
BOT = {"login": "github-actions[bot]", "type": "Bot"}
STRANGER = {"login": "mallory", "type": "User"}


class Forge(ThreadingHTTPServer):
    """A repository with one pull request: its comments, every request with the token that came with it, and how it
    refuses: `refusals` maps a method to a status, `answers` a method to the text of every answer."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.comments: list[Json] = []
        self.asked: list[tuple[str, str, str]] = []
        self.refusals: dict[str, int] = {}
        self.answers: dict[str, str] = {}
        self.login = ""
        self.author: dict[str, str] = BOT
        self.moved_to = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def add(self, body: str, user: dict[str, str]) -> Json:
        comment = {"id": len(self.comments) + 1, "body": body, "user": user}
        self.comments.append(comment)
        return comment

    @property
    def writes(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path, _ in self.asked if method != "GET"]


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Forge

    def _answer(self) -> None:
        forge = self.server
        forge.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.command in forge.answers:
            self._send(200, forge.answers[self.command])
        elif forge.moved_to and self.command == "GET" and "comments" in self.path:
            self._send(302, "", forge.moved_to)
        elif self.command in forge.refusals and self.path != "/user":
            self._send(forge.refusals[self.command], '{"message": "::error::Resource not accessible by integration"}')
        elif self.path == "/user":
            self._send(*((200, json.dumps({"login": forge.login})) if forge.login else (403, "{}")))
        elif self.command == "GET":
            found = re.fullmatch(r"/repos/o/r/issues/7/comments\?per_page=(\d+)&page=(\d+)", self.path)
            assert found, self.path
            size, page = int(found[1]), int(found[2])
            self._send(200, json.dumps(forge.comments[(page - 1) * size : page * size]))
        elif self.command == "POST":
            assert self.path == "/repos/o/r/issues/7/comments"
            self._send(201, json.dumps(forge.add(json.loads(text)["body"], forge.author)))
        else:
            found = re.fullmatch(r"/repos/o/r/issues/comments/(\d+)", self.path)
            assert found, self.path
            comment = forge.comments[int(found[1]) - 1]
            comment["body"] = json.loads(text)["body"]
            self._send(200, json.dumps(comment))

    do_GET = do_POST = do_PATCH = _answer  # noqa: N815  # the names that http.server calls

    def _send(self, status: int, text: str, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


class Job(NamedTuple):
    """The folder of a job, and the forge that it talks to."""

    folder: Path
    forge: Forge

    def comment(self, text: str, *, event: object = None, **more: str) -> str:
        """Run the script, which must not fail, and return its log."""
        (self.folder / "comment.md").write_text(text, "utf-8")
        about = {"pull_request": {"number": 7}} if event is None else event
        (self.folder / "event.json").write_text(about if isinstance(about, str) else json.dumps(about))
        given = {
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_EVENT_PATH": str(self.folder / "event.json"),
            "COMMENT_FILE": str(self.folder / "comment.md"),
            "INPUT_TOKEN": TOKEN,
            "INPUT_CATEGORY": "archlint",
            "no_proxy": "*",
            **more,
        }
        command = [sys.executable, "-I", str(SCRIPT)]
        done = subprocess.run(command, env={**environment(), **given}, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
        assert TOKEN not in done.stdout
        return done.stdout

    @property
    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.forge.comments]


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    forge = Forge()
    thread = threading.Thread(target=forge.serve_forever, daemon=True)
    thread.start()
    yield Job(tmp_path, forge)
    forge.shutdown()
    forge.server_close()
    thread.join()


MARK = "<!-- archlint: archlint -->\n"


def test_the_first_run_writes_a_comment_and_the_next_updates_it(job: Job) -> None:
    job.forge.add("Thanks!", STRANGER)
    assert job.comment("### failed\n") == ""
    assert job.bodies == ["Thanks!", f"{MARK}### failed\n"]
    assert job.comment("### passed: 库存\n") == ""
    assert job.bodies == ["Thanks!", f"{MARK}### passed: 库存\n"]
    assert job.forge.writes == [("POST", "/repos/o/r/issues/7/comments"), ("PATCH", "/repos/o/r/issues/comments/2")]
    assert {token for _, _, token in job.forge.asked} == {f"Bearer {TOKEN}"}


def test_the_same_text_is_not_written_again(job: Job) -> None:
    job.comment("same\n")
    job.comment("same\n")
    assert len(job.forge.writes) == 1


def test_each_category_has_its_own_comment(job: Job) -> None:
    for category in ("go", "py", "go", "-->\n### forged", "go -->"):
        job.comment(f"{category}\n", INPUT_CATEGORY=category)
    assert len(job.bodies) == 4
    assert all(re.match(r"<!-- archlint: [^<>\n]* -->\n", body) for body in job.bodies)


def test_a_comment_on_the_second_page_is_found(job: Job) -> None:
    for number in range(130):
        job.forge.add(f"comment {number}", STRANGER)
    job.forge.add(f"{MARK}old", BOT)
    job.comment("new\n")
    assert job.bodies[-1] == f"{MARK}new\n"
    assert len(job.bodies) == 131


def test_a_stranger_who_writes_the_marker_gets_nothing(job: Job) -> None:
    """A comment of somebody else that we filled could be changed by that person afterwards."""
    job.forge.add(f"{MARK}### archlint passed", STRANGER)
    job.forge.add(f"See {MARK}", BOT)
    job.comment("### failed\n")
    assert job.bodies[0] == f"{MARK}### archlint passed"
    assert job.bodies[2] == f"{MARK}### failed\n"


def test_the_token_of_a_user_updates_only_that_user_s_comments(job: Job) -> None:
    job.forge.login = "robot"
    job.forge.author = {"login": "robot", "type": "User"}
    job.forge.add(f"{MARK}of a bot", BOT)
    job.comment("one\n")
    job.comment("two\n")
    assert job.bodies == [f"{MARK}of a bot", f"{MARK}two\n"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_token_that_can_only_read_ends_in_a_notice(job: Job, method: str, status: int) -> None:
    job.forge.refusals[method] = status
    log = job.comment("text\n")
    assert re.fullmatch(r"::notice title=archlint::archlint may not comment .*pull-requests: write.*\n", log)
    assert job.bodies == []


def test_no_token_ends_in_a_notice(job: Job) -> None:
    assert "pull-requests: write" in job.comment("text\n", INPUT_TOKEN="")
    assert job.forge.asked == []


@pytest.mark.parametrize(
    "event", [{}, [], {"pull_request": None}, {"pull_request": {"number": "7/../8"}}, {"ref": "x"}]
)
def test_an_event_without_a_pull_request_ends_in_a_notice(job: Job, event: object) -> None:
    assert "isn't about a pull request" in job.comment("text\n", event=event)
    assert job.forge.asked == []


@pytest.mark.parametrize(
    ("refusals", "answers", "said"),
    [
        ({"POST": 422}, {}, "status 422"),
        ({"GET": 500}, {}, "status 500"),
        ({}, {"GET": "<html>"}, "can't write its comment"),
        ({}, {"GET": '[{"id": "x", "body": "<!-- archlint: archlint -->", "user": {"type": "Bot"}}]'}, "can't write"),
    ],
)
def test_a_broken_service_ends_in_a_notice(
    job: Job, refusals: dict[str, int], answers: dict[str, str], said: str
) -> None:
    job.forge.refusals.update(refusals)
    job.forge.answers.update(answers)
    log = job.comment("text\n")
    assert said in log
    assert len(log.splitlines()) == 1
    assert job.bodies == []


def test_no_service_and_no_event_end_in_a_notice(job: Job) -> None:
    assert "(URLError)" in job.comment("text\n", GITHUB_API_URL="http://127.0.0.1:9")
    assert "(FileNotFoundError)" in job.comment("text\n", GITHUB_EVENT_PATH=str(job.folder / "none"))
    assert "can't write" in job.comment("text\n", event="{")


def test_another_host_never_gets_the_token(job: Job) -> None:
    other = Forge()
    thread = threading.Thread(target=other.serve_forever, daemon=True)
    thread.start()
    other.answers["GET"] = "[]"
    job.forge.moved_to = f"{other.url}/elsewhere"
    job.comment("text\n")
    other.shutdown()
    other.server_close()
    assert [(path, token) for _, path, token in other.asked] == [("/elsewhere", "")]
