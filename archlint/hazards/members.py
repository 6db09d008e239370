"""Hazards of splits: unexported fields and methods that are used across the new boundary.

An unexported name after a dot is a member that the file's own package declares (Go spec, "Selectors", "Uniqueness of
identifiers"), or a member of an unnamed type. If the operand's type isn't known, archlint looks at every member of that
name in the package. If all of them move away from the file, the use `likely` breaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.hazards.context import HazardContext, spot_place
from archlint.hazards.splits import exported_form
from archlint.languages.go.references.package_scopes import PackageScopes
from archlint.languages.go.types.resolver import Resolver, ScopedType
from archlint.model.findings import Finding
from archlint.model.location import Related
from archlint.model.symbols import Declaration, Member, MemberUse, Spot, Type, is_exported
from archlint.text.lists import FEW, quoted

_DEEPEST = 8
"""How many levels of embedded types to follow."""


class _Owned(NamedTuple):
    """A field or method: the file that declares it, the name of its type, and the position of its own name."""

    path: str
    owner: str
    spot: Spot


class _Members:
    """The unexported fields and methods of the packages that are split."""

    def __init__(self, context: HazardContext) -> None:
        self._context = context
        self._scopes = PackageScopes(context.facts.values(), context.symbols, context.relocation.today.folder)
        self._resolver = Resolver(self._scopes)
        self._by_name: dict[tuple[str, str], list[_Owned]] = {}
        self._methods: dict[tuple[str, str, str], list[_Owned]] = {}
        package_of, split = context.relocation.package_of, context.relocation.split
        for path, symbols in context.symbols.items():
            package = package_of.get(path, "")
            if package in split:
                for declaration in symbols.declarations:
                    self._add(package, path, declaration)

    def _add(self, package: str, path: str, declaration: Declaration) -> None:
        if declaration.kind == "method" and not declaration.exported:
            owned = _Owned(path, declaration.receiver, Spot(declaration.line, declaration.column))
            self._by_name.setdefault((package, declaration.name), []).append(owned)
            self._methods.setdefault((package, declaration.receiver, declaration.name), []).append(owned)
        for member in declaration.members:
            if not is_exported(member.name):
                self._by_name.setdefault((package, member.name), []).append(_owned(path, declaration, member))

    def uses(self, path: str) -> Iterator[tuple[MemberUse, list[_Owned], bool]]:
        """The uses of unexported members in a file: the members that each may mean, and whether that is certain."""
        package = self._context.relocation.package_of[path]
        for use in self._member_uses(path):
            candidates = self._by_name.get((package, use.name))
            if candidates and use.base.kind not in ("struct", "interface"):
                exact = self._resolve(path, use)
                yield use, exact or candidates, bool(exact)

    def _member_uses(self, path: str) -> Iterator[MemberUse]:
        """Every `x.name` with an unexported name, including those where x is a variable of the package."""
        yield from self._context.symbols[path].member_uses
        imports = self._scopes.of(path).imports
        for dotted in self._context.symbols[path].dotted:
            if not is_exported(dotted.name) and dotted.qualifier not in imports:
                yield MemberUse(dotted.name, Type("variable", dotted.qualifier), dotted.at)

    def filled(self, path: str) -> Iterator[tuple[str, Spot, _Owned, bool]]:
        """The unexported fields that composite literals set: name, position, field, and whether without keys."""
        package_of = self._context.relocation.package_of
        scope = self._scopes.of(path)
        for literal in self._context.symbols[path].filled:
            declared = self._resolver.declared(ScopedType(literal.literal, scope))
            if declared is None or package_of[declared[0]] != package_of[path]:
                continue
            home, declaration = self._with_fields(*declared)
            fields = {field.name: field for field in declaration.members if not is_exported(field.name)}
            for name, spot in zip(literal.names, literal.spots, strict=True):
                if name in fields:
                    yield name, spot, _owned(home, declaration, fields[name]), False
            if literal.by_order is not None and declaration.type.kind == "struct":
                for name, field in fields.items():
                    yield name, literal.by_order, _owned(home, declaration, field), True

    def _resolve(self, path: str, use: MemberUse) -> list[_Owned]:
        """The member that a use means, found through its operand's type and the types it embeds; [] if not found."""
        level = [ScopedType(use.base, self._scopes.of(path))]
        seen: set[tuple[str, str]] = set()
        for _ in range(_DEEPEST):
            following: list[ScopedType] = []
            for scoped in level:
                declared = self._resolver.declared(scoped)
                if declared is None or (declared[0], declared[1].name) in seen:
                    continue
                home, declaration = declared
                seen.add((home, declaration.name))
                found = self._methods.get((self._context.relocation.package_of[home], declaration.name, use.name))
                if found:
                    return found
                home, declaration = self._with_fields(home, declaration)
                for member in declaration.members:
                    if member.name == use.name:
                        return [_owned(home, declaration, member)]
                    if member.kind == "embedded":
                        following.append(ScopedType(member.type, self._scopes.of(home)))
            level = following
        return []

    def _with_fields(self, home: str, declaration: Declaration) -> tuple[str, Declaration]:
        """The declaration that has the fields of a type: for `type A B`, the declaration of B."""
        for _ in range(_DEEPEST):
            if declaration.type.kind != "named" or declaration.kind != "type":
                break
            found = self._resolver.declared(ScopedType(declaration.type, self._scopes.of(home)))
            if found is None:
                break
            home, declaration = found
        return home, declaration


def _owned(path: str, declaration: Declaration, member: Member) -> _Owned:
    return _Owned(path, declaration.name, Spot(member.line, member.column))


def unexported_members(context: HazardContext) -> Iterator[Finding]:
    """unexported-use for fields and methods: one finding for each file and member."""
    split, homes = context.relocation.split, context.relocation.homes
    if not split:
        return
    members = _Members(context)
    for path in sorted(context.symbols):
        if context.relocation.package_of.get(path) not in split:
            continue
        first_uses: dict[tuple[str, str, str], tuple[Spot, list[_Owned], bool]] = {}
        for use, owners, certain in members.uses(path):
            apart = [owned for owned in owners if homes[owned.path] != homes[path]]
            if len(apart) < len(owners):
                continue  # it may be a member that ends up in the same package as this file
            key = use.name, apart[0].path, apart[0].owner
            known = first_uses.get(key)
            if known is None or (certain, known[0]) > (known[2], use.spots[0]):
                first_uses[key] = (use.spots[0], apart, certain)
        ordered: set[tuple[str, str]] = set()
        for name, spot, field, by_order in members.filled(path):
            if homes[field.path] == homes[path]:
                continue
            if not by_order:
                first_uses.setdefault((name, field.path, field.owner), (spot, [field], True))
            elif (field.path, field.owner) not in ordered:
                ordered.add((field.path, field.owner))
                yield _by_order(context, path, name, spot=spot, field=field)
        for (name, _, _), (spot, apart, certain) in first_uses.items():
            yield _finding(context, path, name, spot=spot, apart=apart, certain=certain)


def _finding(
    context: HazardContext, path: str, name: str, spot: Spot, apart: list[_Owned], *, certain: bool
) -> Finding:
    target = apart[0]
    owners = quoted(sorted({owned.owner for owned in apart}), most=FEW)
    return context.hazard(
        "unexported-use",
        f"'{path}' {'' if certain else 'likely '}uses the unexported '{name}' of {owners}, "
        f"declared in '{target.path}'; the mapping puts them in different packages.",
        spot_place(path, spot.line, spot.column, name=name),
        advice=f"Map the two files to one package, or rename it to '{exported_form(name)}' before the move.",
        target=context.package_id(target.path),
        names=(f"{target.owner}.{name}",),
        related=[
            Related(spot_place(owned.path, *owned.spot, name), f"declared here, and {context.goes(owned.path)}")
            for owned in apart[:3]
        ],
        identity=(path, target.path, f"{target.owner}.{name}"),
        severity="error" if certain else "warning",
    )


def _by_order(context: HazardContext, path: str, name: str, spot: Spot, field: _Owned) -> Finding:
    """A literal without keys sets every field (Go spec, "Composite literals"), so every field must be accessible."""
    return context.hazard(
        "unexported-use",
        f"'{path}' has a literal of '{field.owner}' without keys, and the field '{name}' in '{field.path}' isn't "
        "exported; the mapping puts them in different packages.",
        spot_place(path, spot.line, spot.column, name="x"),
        advice="Map the two files to one package, or add a constructor for the type.",
        target=context.package_id(field.path),
        names=(f"{field.owner}.{name}",),
        related=[Related(spot_place(field.path, *field.spot, name), f"declared here, and {context.goes(field.path)}")],
        identity=(path, field.path, field.owner, "by order"),
    )
