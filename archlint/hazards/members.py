"""Hazards of splits: unexported fields and methods that are used across the new boundary.

An unexported name after a dot is a member that the file's own package declares (Go spec, "Selectors", "Uniqueness of
identifiers"). So if every member of that name in the package ends up apart from the file, the use breaks, whatever its
operand is. Where some do and some don't, the type of the operand decides. If it isn't known because of a name from
outside the tree, the use `likely` breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.hazards.context import HazardContext, spot_place
from archlint.hazards.splits import exported_form
from archlint.languages.go.types.gotypes import GoType
from archlint.languages.go.types.operands import Found
from archlint.model.findings import Finding
from archlint.model.location import Related
from archlint.model.symbols import MemberUse, Spot, is_exported
from archlint.text.lists import FEW, quoted


class _Owned(NamedTuple):
    """A field or method: the file that declares it, the name of its type, and the position of its own name."""

    path: str
    owner: str
    spot: Spot


class _Use(NamedTuple):
    """A use of a member that breaks. `apart` are the members that it may mean; `doubt` says why that isn't certain."""

    name: str
    spot: Spot
    apart: list[_Owned]
    doubt: str | None = None


class _Members:
    """The unexported fields and methods of the packages that are split."""

    def __init__(self, context: HazardContext) -> None:
        self._context = context
        self._evaluator = context.evaluator
        self._by_name: dict[tuple[str, str], list[_Owned]] = {}
        self._types: dict[tuple[str, str], set[str]] = {}  # the files that declare a type or methods of it
        package_of, split = context.relocation.package_of, context.relocation.split
        for path, symbols in context.symbols.items():
            package = package_of.get(path, "")
            if package not in split:
                continue
            for declaration in symbols.declarations:
                if declaration.kind in ("type", "method"):
                    owner = declaration.receiver or declaration.name
                    self._types.setdefault((package, owner), set()).add(path)
                if declaration.kind == "method" and not declaration.exported:
                    spot = Spot(declaration.line, declaration.column)
                    self._add(package, declaration.name, _Owned(path, declaration.receiver, spot))
            for term in symbols.terms:
                for member in term.members:
                    if not is_exported(member.name) and (member.kind != "embedded" or term.kind == "struct"):
                        owned = _Owned(path, term.name, Spot(member.line, member.column))
                        self._add(package, member.name, owned)

    def _add(self, package: str, name: str, owned: _Owned) -> None:
        self._by_name.setdefault((package, name), []).append(owned)

    def broken(self, path: str) -> Iterator[_Use]:
        """The uses of unexported members in a file that break."""
        package, homes = self._context.relocation.package_of[path], self._context.relocation.homes
        constraint = self._context.facts[path].constraint
        for use in self._uses(path):
            candidates = [
                owned
                for owned in self._by_name.get((package, use.name), ())
                if self._context.compatible(constraint, self._context.facts[owned.path].constraint)
            ]
            apart = [owned for owned in candidates if homes[owned.path] != homes[path]]
            if not apart:
                continue
            found = self._evaluator.member(path, use.base, use.name) if len(candidates) > 1 else None
            if isinstance(found, Found):
                apart = [owned for owned in self._variants(found, candidates) if homes[owned.path] != homes[path]]
                if apart:
                    yield _Use(use.name, use.spots[0], apart[:1])
            elif len(apart) == len(candidates):
                yield _Use(use.name, use.spots[0], self._likely(path, use.name, found, apart=apart) or apart)
            elif likely := self._likely(path, use.name, found, apart=apart):
                yield _Use(use.name, use.spots[0], likely, doubt=found.name if isinstance(found, GoType) else "")

    def _likely(self, path: str, name: str, unknown: GoType | None, apart: list[_Owned]) -> list[_Owned]:
        """The members apart from a file that an operand from outside the tree may have.

        A value from outside has an unexported member of this package only if its type went in there. Where none of the
        types that went in has the member, any other may have gone in unseen.
        """
        found: list[_Owned] = []
        waiting, seen = list(unknown.parts) if unknown is not None else [], set[GoType]()
        while waiting:
            of = waiting.pop()
            if of not in seen:
                seen.add(of)
                waiting += of.parts
                member = self._evaluator.find(of, name, path) if of.kind in ("named", "struct") else None
                found += [_owned(member)] if isinstance(member, Found) else []
        homes = self._context.relocation.homes
        return [each for each in found if homes[each.path] != homes[path]] if found else apart

    def _variants(self, found: Found, candidates: list[_Owned]) -> list[_Owned]:
        """A member, and those of the same type and name that other files declare for other builds."""
        own = _owned(found)
        declared = self._types.get((self._context.relocation.package_of[own.path], own.owner), set())
        others = [each for each in candidates if each.owner == own.owner and each.path in declared]
        return [own, *others] if own.path in declared else [own]

    def _uses(self, path: str) -> Iterator[MemberUse]:
        """Every `x.name` with an unexported name, including those where x is a name of the package."""
        symbols = self._context.symbols[path]
        yield from symbols.member_uses
        imports = self._evaluator.program.scopes.of(path).imports
        for dotted in symbols.dotted:
            if dotted.base and not is_exported(dotted.name) and dotted.qualifier not in imports:
                yield MemberUse(dotted.name, dotted.base, dotted.at)

    def filled(self, path: str) -> Iterator[_Use]:
        """The unexported fields that composite literals with keys set, and that end up apart from the file."""
        for literal in self._context.symbols[path].filled:
            for name, spot in zip(literal.names, literal.spots, strict=True):
                found = self._evaluator.field(path, literal.literal, name)
                if isinstance(found, Found) and self._context.is_apart(path, found.home):
                    yield _Use(name, spot, [_owned(found)])


def _owned(found: Found) -> _Owned:
    return _Owned(found.home, found.owner, Spot(found.member.line, found.member.column))


def unexported_members(context: HazardContext) -> Iterator[Finding]:
    """unexported-use for fields and methods: one finding for each file and member."""
    if not context.relocation.split:
        return
    members = _Members(context)
    for path in sorted(context.symbols):
        if context.relocation.package_of.get(path) not in context.relocation.split:
            continue
        first: dict[tuple[str, str, str], _Use] = {}
        for use in (*members.broken(path), *members.filled(path)):
            key = use.name, use.apart[0].path, use.apart[0].owner
            known = first.get(key)
            if known is None or (use.doubt is None, known.spot) > (known.doubt is None, use.spot):
                first[key] = use
        for use in first.values():
            yield _finding(context, path, use)


def _finding(context: HazardContext, path: str, use: _Use) -> Finding:
    target = use.apart[0]
    owners = quoted(sorted({owned.owner for owned in use.apart}), most=FEW)
    doubt = ""
    if use.doubt is not None:
        doubt = f" The type of its operand depends on '{use.doubt}', which is outside the tree." if use.doubt else ""
    return context.hazard(
        "unexported-use",
        f"'{path}' {'' if use.doubt is None else 'likely '}uses the unexported '{use.name}' of {owners}, "
        f"declared in '{target.path}'; the mapping puts them in different packages.{doubt}",
        spot_place(path, use.spot.line, use.spot.column, name=use.name),
        advice=f"Map the two files to one package, or rename it to '{exported_form(use.name)}' before the move.",
        target=context.package_id(target.path),
        names=(f"{target.owner}.{use.name}",),
        related=[
            Related(spot_place(owned.path, *owned.spot, use.name), f"declared here, and {context.goes(owned.path)}")
            for owned in use.apart[:3]
        ],
        identity=(path, target.path, f"{target.owner}.{use.name}"),
        severity="error" if use.doubt is None else "warning",
    )
