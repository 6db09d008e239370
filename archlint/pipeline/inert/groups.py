"""Groups: globs of packages from outside the tree that nothing imports and no module requires."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.errors import Complaint
from archlint.globs import Glob
from archlint.model.location import Origin
from archlint.model.policy import Globs, Rule, Term
from archlint.pipeline.inert.seen import Remark, Seen
from archlint.rules import FORMS


def groups(seen: Seen) -> Iterator[Remark]:
    """Globs of groups that match no import and no requirement of a go.mod."""
    for group in seen.config.groups:
        if group.optional:
            continue
        for glob, origin in zip(seen.views[0].groups[group.name], group.origins, strict=True):
            if not is_used(seen, glob):
                yield _group_glob(seen, group, glob, origin=origin)


def is_used(seen: Seen, glob: Glob) -> bool:
    """Whether an import or a go.mod names something that this glob of a group matches."""
    if any(
        package.origin != "tree" and glob.matches(package.import_path)
        for view in seen.views
        for package in view.packages.values()
    ):
        return True
    return seen.naming.realm(glob.text) == "listed"


def _group_glob(seen: Seen, group: Globs, glob: Glob, origin: Origin) -> Remark:
    realm = seen.naming.realm(glob.text)
    if realm == "own" or (realm == "folder" and any(map(glob.matches_file, seen.paths))):
        message = f'"{glob.text}" is part of this tree, but a group names packages outside it'
        hint = "make it a layer, or write the glob in the rule in quotes"
        return Complaint.at(origin, message, hint, kind="inert-group"), True
    near = seen.naming.misspelt(glob.text, seen.views, group.globs) if realm != "std" else ""
    expected = any(expects(rule, Term("group", group.name)) for rule in seen.config.rules)
    is_wrong = bool(near) and bool(seen.naming.language.module_file) and (expected or realm in ("std-like", "folder"))
    return Complaint.at(origin, unknown(seen, f'"{glob.text}"'), did_you_mean(near), kind="inert-group"), is_wrong


def unknown(seen: Seen, name: str) -> str:
    """Say that nothing in the tree imports what the name matches."""
    module_file = seen.naming.language.module_file
    listed_in = f" and no requirement of its {module_file}" if module_file else ""
    return f"{name} matches no import of this tree{listed_in}"


def did_you_mean(near: str) -> str:
    """The hint for a name that may be a precaution."""
    return f"did you mean {near}?" if near else "fine if it's a precaution; if not, check the spelling"


def expects(rule: Rule, term: Term) -> bool:
    """Whether the rule implies that something imports what the name matches."""
    form = FORMS[rule.form]
    return form.expects_importer and term in form.ends(rule).object
