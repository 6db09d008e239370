"""Writes the comment of archlint on a pull request, or updates the one that an earlier run wrote.

    python -I comment.py

Everything comes as environment variables: COMMENT_FILE, INPUT_TOKEN and INPUT_CATEGORY from action.yml, GITHUB_* from
the runner. What goes wrong is an annotation and never fails the job: its verdict is that of the check. A fork's token
may not write, and that is no mistake of anybody.

Source: GitHub REST API, "Issue comments" (a pull request is an issue).
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any

PAGE = 100
PAGES = 30
TIMEOUT = 20
NO_RIGHT = (
    "archlint may not comment on this pull request. The job needs the permission pull-requests: write, and a pull "
    "request from a fork has a token that can only read. The job summary has the same text."
)


class Api:
    """The REST API of one repository, as GITHUB_API_URL and GITHUB_REPOSITORY say."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.root = environment["GITHUB_API_URL"]
        self.repository = urllib.parse.quote(environment["GITHUB_REPOSITORY"], safe="/")
        self._token = environment.get("INPUT_TOKEN", "")

    def ask(self, method: str, path: str, body: str | None = None) -> Any:
        """The answer, parsed. Raises OSError, HTTPException or ValueError."""
        data = None if body is None else json.dumps({"body": body}).encode()
        request = urllib.request.Request(f"{self.root}/{path}", data, method=method)  # noqa: S310  # the runner's URL
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("Content-Type", "application/json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        request.add_unredirected_header("Authorization", f"Bearer {self._token}")  # another host doesn't get the token
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            return json.load(answer)

    def comments(self, number: int) -> Iterator[dict[str, Any]]:
        """The comments on a pull request, the oldest first."""
        for page in range(1, PAGES + 1):
            path = f"repos/{self.repository}/issues/{number}/comments?per_page={PAGE}&page={page}"
            found = [item for item in self.ask("GET", path) if isinstance(item, dict)]
            yield from found
            if len(found) < PAGE:
                return

    def login(self) -> str:
        """The name of the token's user, "" for the token of an app, such as that of a job."""
        try:
            return str(self.ask("GET", "user").get("login", ""))
        except urllib.error.HTTPError:
            return ""


def pull_request(environment: Mapping[str, str]) -> int:
    """The number of the pull request that the event is about, 0 for none."""
    event = json.loads(Path(environment["GITHUB_EVENT_PATH"]).read_bytes())
    found = event.get("pull_request") if isinstance(event, dict) else None
    number = found.get("number") if isinstance(found, dict) else None
    return number if isinstance(number, int) else 0


def marker(category: str) -> str:
    """The hidden line that a comment starts with, so that the next run finds it."""
    return f"<!-- archlint: {urllib.parse.quote(category, safe=' ')} -->"


def is_ours(comment: Mapping[str, Any], mark: str, login: str) -> bool:
    """Whether an earlier run wrote this comment. Anybody can write the marker, so the author counts too: a stranger's
    comment that we filled could be changed by the stranger afterwards."""
    user = comment.get("user")
    if not isinstance(user, dict) or not str(comment.get("body") or "").startswith(mark):
        return False
    return bool(user.get("login") == login if login else user.get("type") == "Bot")


def publish(environment: Mapping[str, str]) -> str:
    """Write the comment. Return what to say in the log, "" if there is nothing to say."""
    number = pull_request(environment)
    if not number:
        return "archlint writes no comment, because this run isn't about a pull request."
    if not environment.get("INPUT_TOKEN"):
        return NO_RIGHT
    mark = marker(environment.get("INPUT_CATEGORY", ""))
    text = f"{mark}\n{Path(environment['COMMENT_FILE']).read_text(encoding='utf-8')}"
    api = Api(environment)
    login = api.login()
    ours = next((item for item in api.comments(number) if is_ours(item, mark, login)), None)
    if ours is None:
        api.ask("POST", f"repos/{api.repository}/issues/{number}/comments", text)
    elif ours.get("body") != text:
        api.ask("PATCH", f"repos/{api.repository}/issues/comments/{int(ours['id'])}", text)
    return ""


def main(environment: Mapping[str, str]) -> None:
    """Write the comment, and an annotation if that isn't possible. No text of the answer gets into the log."""
    try:
        message = publish(environment)
    except urllib.error.HTTPError as wrong:
        message = NO_RIGHT if wrong.code in (401, 403, 404) else f"GitHub refused the comment with status {wrong.code}."
    except (OSError, HTTPException, ValueError, KeyError, AttributeError, TypeError) as wrong:
        message = f"archlint can't write its comment ({type(wrong).__name__}). The job summary has the same text."
    if message:
        sys.stdout.write(f"::notice title=archlint::{message}\n")


if __name__ == "__main__":
    main(os.environ)
