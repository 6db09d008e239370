"""The words of generated documents in English."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "generated": "generated code",
    "empty": "file that declares nothing",
    "handler": "handler",
    "event": "events",
    "server": "server",
    "client": "client",
    "model": "model",
    "options": "options",
    "types": "types and constants",
    "implementation": "implementation",
    "protobuf": "Protocol Buffers definitions",
    "other": "file of another kind",
}

SAY: Mapping[str, str] = {
    # the sections of both documents
    "goals": "Goals and non-goals",
    "summary": "Summary",
    "changes": "Changes",
    "decisions": "Decisions and open issues",
    "nothing_open": "No open issue.",
    # one cell of a drafted table: what a file is responsible for
    "opening": "{folder}: {kind}. ",
    "imports": "Imports: ",
    "third_party": "third party",
    "inside": "inside",
    "std": "standard library",
    "exports": "exports: ",
    "functions": "key functions and methods: ",
    "none": "none",
    "comma": ", ",
    "semicolon": "; ",
    "end": ".",
    "all": "{number} ({names})",
    "some": "{number} ({names}, ...)",
    # a drafted mapping
    "draft_title": "Batch: where the files go (planned)",
    "draft_goal": "Goal: old_path -> new_path for each file that {config} speaks of (rules: {rules}, files: {files}).",
    "draft_non_goal": "Non-goals: no file is moved and no code is changed. The result may not compile.",
    "by_layer": "{layer}: {count}",
    "by_confidence": "Confidence: {counts}",
    "torn": "To be split? {path} goes to {layer} ({rule}), and with equal right to {others}.",
    "unsure": "{path} goes by {rule}; with equal right it would go elsewhere: {others}.",
    "clash": "{new} is where several files would go: {paths}.",
    "taken": "{new}, where {paths} would go, is there already and stays.",
    "low": "Low confidence: {path} ({reason}).",
    "unmatched": "No rule speaks of {path}.",
    "unwritable": "{path} cannot stand in a mapping: rename it, or move it by hand.",
    # a batch
    "title": "Batch {number} of {count}: {units}",
    "verification": "Verification",
    "rollback": "Rollback",
    "next": "Next",
    "goal": "Goal: move {files} of {packages} by `git mv`, with the imports that name them, and leave the tree sound.",
    "non_goal": "Non-goals: no code is changed but import specs, qualifiers and the `MIGRATION-META` comments.",
    "leaning": "The moved packages import {leaning} of the tree outside this batch; {done} of them have moved.",
    "importers": "{importers} outside this batch import them; {rewrites} are to be rewritten, see `{csv}`.",
    "joined": "Moved together, because: {why}",
    "sound": "Judged by archlint: with this batch and all before it, no package cycle, broken unexported use, split "
    "receiver, clash, import of a program or of an `internal` package out of reach that was not there before.",
    "run": "Run in the scan root:",
    "worse": "A rule is newly violated ({lasting}): {text}",
    "for_good": "the finished mapping has it too",
    "for_now": "resolved by a later batch",
    "better": "No longer violated: {text}",
    "behind": "Left behind: {text}",
    "no_table": "Its name cannot stand in a table; it is in the script alone: {text}",
    "companions": "Rows without a responsibility are companions, added by `--companions`.",
    "undo": "Before a commit, in the scan root:",
    "next_batch": "Next: `{id}`, {files} ({units}).",
    "last": "This is the last batch; {blocked} set apart.",
    "more": "and {count} more",
    # what is set apart
    "blocked_title": "Set apart: rows that cannot be moved soundly yet",
    "blocked_goal": "These rows stay where they are until one of the ways below is taken; then plan again.",
    "reasons": "{folder}: {files} because of {reasons}",
    "way": "Way out ({proven}): {text}",
    "proven": "checked: sound after that",
    "unproven": "not the whole way",
}
