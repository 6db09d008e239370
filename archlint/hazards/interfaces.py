"""Hazards of splits: interfaces with unexported methods. Only types of the same package can satisfy them.

Source: Go spec, "Uniqueness of identifiers": unexported names of two packages are different, including method names.
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.hazards.context import HazardContext, declaration_place
from archlint.model.findings import Finding
from archlint.model.location import Related
from archlint.model.symbols import Declaration, is_exported

_Methods = dict[str, tuple[str, Declaration]]
"""The methods of a type by name, each with the file that declares it."""


def unexported_contracts(context: HazardContext) -> Iterator[Finding]:
    """unexported-use, `likely`: the mapping puts a type and an interface of its package in different packages.

    The type has all methods of the interface, one of which is unexported, so it no longer satisfies the interface.
    """
    interfaces, types = _declared(context)
    homes = context.relocation.homes
    for package, home, interface in interfaces:
        wanted = {
            member.name for member in context.symbols[home].terms[interface.term].members if member.kind == "method"
        }
        hidden = sorted(name for name in wanted if not is_exported(name))
        for (owner, name), methods in types.items():
            if owner != package or not wanted <= methods.keys():
                continue
            path, method = methods[hidden[0]]
            if homes[path] == homes[home]:
                continue
            yield context.hazard(
                "unexported-use",
                f"'{name}' in '{path}' likely satisfies the interface '{interface.name}' in '{home}', which has the "
                f"unexported method '{method.name}'; the mapping puts them in different packages.",
                declaration_place(path, method),
                advice="Map the type and the interface to one package, or export the method before the move.",
                target=context.package_id(home),
                names=(f"{interface.name}.{method.name}",),
                related=[Related(declaration_place(home, interface), f"the interface, which {context.goes(home)}")],
                identity=(path, home, f"{interface.name}.{method.name}", name),
                severity="warning",
            )


def _declared(context: HazardContext) -> tuple[list[tuple[str, str, Declaration]], dict[tuple[str, str], _Methods]]:
    """Of the packages that are split: the interfaces with unexported methods, and the methods of all types."""
    interfaces: list[tuple[str, str, Declaration]] = []
    types: dict[tuple[str, str], _Methods] = {}
    for path in sorted(context.symbols):
        package = context.relocation.package_of.get(path, "")
        if package not in context.relocation.split:
            continue
        for declaration in context.symbols[path].declarations:
            if declaration.kind == "method":
                types.setdefault((package, declaration.receiver), {})[declaration.name] = path, declaration
            elif declaration.shape == "interface" and any(
                member.kind == "method" and not is_exported(member.name)
                for member in context.symbols[path].terms[declaration.term].members
            ):
                interfaces.append((package, path, declaration))
    return interfaces, types
