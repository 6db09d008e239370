"""The words of generated documents in English."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "generated": "generated code",
    "empty": "file without declarations",
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
    "nothing_open": "No open issues.",
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
    "draft_title": "Batch: new paths for files (planned)",
    "draft_goal": "Goal: old_path -> new_path for each file that {config} matches (rules: {rules}, files: {files}).",
    "draft_non_goal": "Non-goals: this document moves no file and changes no code. The result may not compile.",
    "by_layer": "{layer}: {count}",
    "by_confidence": "Confidence: {counts}",
    "torn": "Split {path}? It goes to {layer} ({rule}), but tied rules put it in {others}.",
    "unsure": "{path} follows {rule}, but tied rules map it to another path or context: {others}.",
    "clash": "Several files would move to {new}: {paths}.",
    "taken": "{paths} would move to {new}, but that file exists and stays.",
    "low": "Low confidence: {path} ({reason}).",
    "unmatched": "No rule matches {path}.",
    "unwritable": "{path} isn't valid in a mapping: rename it, or move it by hand.",
    # a batch
    "title": "Batch {number} of {count}: {units}",
    "verification": "Verification",
    "rollback": "Rollback",
    "next": "Next",
    "goal": "Goal: move {files} of {packages} with `git mv`, update their imports, and leave the tree sound.",
    "non_goal": "Non-goals: only import specs, qualifiers and `MIGRATION-META` comments change.",
    "leaning": "The moved packages import {leaning} of this tree outside the batch, of which {done} moved earlier.",
    "importers": "Importers outside this batch: {importers}. To rewrite: {rewrites}, see `{csv}`.",
    "joined": "Moved together because of: {why}",
    "sound": "Checked by archlint: this batch and those before it add no package cycle, no use of an unexported name "
    "across packages, no split receiver, no name or path clash, and no import of a program or of an `internal` package "
    "that Go rejects.",
    "run": "Run in the scan root:",
    "worse": "New violation ({lasting}): {text}",
    "for_good": "remains after the last batch",
    "for_now": "resolved by a later batch",
    "better": "No longer violated: {text}",
    "behind": "Left behind: {text}",
    "warning": "Go doesn't report this: {text}",
    "no_table": "Only in the script, because its name isn't valid in a table: {text}",
    "companions": "Rows without a responsibility are companions that `--companions` added.",
    "undo": "Before you commit, run in the scan root:",
    "next_batch": "Next: `{id}`, {files} ({units}).",
    "last": "This is the last batch. Blocked: {blocked}.",
    "more": "and {count} more",
    # the blocked rows
    "blocked_title": "Blocked: rows that can't move soundly yet",
    "blocked_goal": "Apply one of the remedies below for each folder, then run `archlint plan` again.",
    "reasons": "{folder}: {files} blocked by {reasons}",
    "stays": "{path} stays: {why}",
    "way": "Remedy ({proven}): {text}",
    "proven": "checked: unblocks the rows",
    "unproven": "not enough on its own",
}
