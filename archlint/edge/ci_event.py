"""Which revision a CI run is to be compared with (`--base auto`), by what the CI service says of the event.

Sources: GitHub Docs, "Webhook events and payloads"; GitLab Docs, "Predefined CI/CD variables"; Bitbucket Pipelines,
"Variables and secrets"; Azure Pipelines, "Predefined variables"; Buildkite, "Environment variables"; Jenkins, "Branch
Source".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from archlint.edge import workspace
from archlint.edge.git import complaint
from archlint.errors import InputError

_LARGEST_EVENT = 32 * 1024 * 1024
_HINT = "name the base instead: --base main"

_VARIABLES = (
    "CI_MERGE_REQUEST_DIFF_BASE_SHA",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
    "BITBUCKET_PR_DESTINATION_COMMIT",
    "BITBUCKET_PR_DESTINATION_BRANCH",
    "SYSTEM_PULLREQUEST_TARGETBRANCH",
    "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
    "CHANGE_TARGET",
    "CI_COMMIT_BEFORE_SHA",
    "CI_DEFAULT_BRANCH",
    "GIT_PREVIOUS_SUCCESSFUL_COMMIT",
)
"""What services other than GitHub say, the surest first: GitLab, Bitbucket, Azure Pipelines, Buildkite, Jenkins. The
first one that is set, and is no commit of zeros, holds."""


class EventBase(NamedTuple):
    """The `name` of the base, and the `head` of the pull request, "" where the event has none."""

    name: str
    head: str = ""


def event_base(environment: Mapping[str, str]) -> EventBase:
    """The base that the event names. Raises InputError outside of CI, and for an event that has none."""
    if environment.get("GITHUB_EVENT_PATH"):
        name = environment.get("GITHUB_EVENT_NAME", "")
        data = workspace.read_text_file(
            environment["GITHUB_EVENT_PATH"], "the event of GitHub Actions", most=_LARGEST_EVENT
        )
        found = _github(_parsed(data))
        if found.name:
            return found
        raise InputError(complaint(f"the event {name!r} has no base to compare with", _HINT))
    for variable in _VARIABLES:
        value = environment.get(variable, "")
        if value.strip("0"):
            return EventBase(value.removeprefix("refs/heads/"))
    raise InputError(complaint("--base auto finds no CI event that names a base", _HINT))


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise InputError(complaint("the event of GitHub Actions is not JSON", _HINT)) from None


def _github(event: Any) -> EventBase:
    base = _text(event, "pull_request", "base", "sha")
    if base:
        return EventBase(base, _text(event, "pull_request", "head", "sha"))
    before = _text(event, "merge_group", "base_sha") or _text(event, "before")
    if before and not before.strip("0"):  # the first push of a branch
        return EventBase(_text(event, "repository", "default_branch"))
    return EventBase(before)


def _text(event: Any, *keys: str) -> str:
    for key in keys:
        event = event.get(key) if isinstance(event, dict) else None
    return event if isinstance(event, str) else ""
