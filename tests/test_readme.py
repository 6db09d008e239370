"""The README is correct: its commands, its table of sentences, its example, its picture."""

from __future__ import annotations

import os
import re
import runpy
from pathlib import Path

import pytest
from support.command import REPOSITORY, archlint

from archlint.cli.group import COMMANDS
from archlint.config.document import parse_config
from archlint.languages import NAMES
from archlint.reports import FORMATS
from archlint.rules import FORMS

README = REPOSITORY / "README.md"
TEXT = README.read_text("utf-8")
PICTURE = REPOSITORY / ".github" / "picture.svg"


def between(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n(.*?)<!-- end -->", TEXT, re.DOTALL)
    assert found, f"no part {mark!r}"
    return found[1]


def test_the_sentences_are_those_of_the_registry() -> None:
    rows = "".join(f"| `{form.sentence}` | {form.meaning} |\n" for form in FORMS.values()).replace(" | B2", " \\| B2")
    table = f"| sentence | meaning |\n|---|---|\n{rows}"
    if os.environ.get("ARCHLINT_UPDATE"):
        mark = "<!-- sentences -->\n"
        README.write_text(TEXT.replace(mark + between("sentences"), mark + table), "utf-8")
        return
    assert between("sentences") == table


def test_the_example_is_a_valid_configuration() -> None:
    block = re.search(r"## The rules\n\n```toml\n(.*?)```", TEXT, re.DOTALL)
    assert block
    assert len(parse_config(block[1], "layers.toml").rules) == 2


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_named(name: str) -> None:
    assert f"`archlint {name}" in TEXT


def test_every_language_is_named() -> None:
    default, *others = (f'"{name}"' for name in NAMES)
    assert re.search(rf"^language = {default} +# or {', '.join(others)}$", TEXT, re.MULTILINE)


def test_every_format_is_named() -> None:
    assert f"Formats: {', '.join(FORMATS)}." in TEXT


def test_the_picture_is_what_archlint_prints() -> None:
    report = archlint("check", "examples/broken", "--color", "always", cwd=REPOSITORY).out
    drawn: str = runpy.run_path(str(REPOSITORY / ".github" / "picture.py"))["draw"](report)
    if os.environ.get("ARCHLINT_UPDATE"):
        PICTURE.write_text(drawn, "utf-8")
    assert PICTURE.read_text("utf-8") == drawn


def test_the_links_are_valid() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", TEXT)
    assert targets
    assert [target for target in targets if not (README.parent / Path(target)).exists()] == []
