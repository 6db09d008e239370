"""The architectures that `archlint init` knows: which folders mean which layer, and which rules to propose."""

from __future__ import annotations

from typing import NamedTuple


class Role(NamedTuple):
    """A layer. A folder with a `strong` name always means this layer. A folder with a `weak` name does only if the
    layer has no strong folder, and no folder of another layer is above or below."""

    layer: str
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()


class Wish(NamedTuple):
    """A rule to propose: `subject` must not import `object`. Without `object`, `subject` is an order from the top.

    Layers that the tree doesn't have are dropped from the rule.
    """

    subject: tuple[str, ...]
    object: tuple[str, ...]
    because: str


class Preset(NamedTuple):
    """One architecture. A tree looks like it if it has at least one folder name from each set in `marks`."""

    name: str
    title: str
    marks: tuple[frozenset[str], ...]
    roles: tuple[Role, ...]
    wishes: tuple[Wish, ...]


_INWARDS = "dependencies point inwards, so the core can be tested alone"
_DOORS = ("api", "http", "grpc", "rest", "handler", "handlers", "controller", "controllers", "transport", "delivery")
_STORES = ("repository", "repositories", "persistence", "storage")

_HEXAGONAL = Preset(
    "hexagonal",
    title="ports and adapters",
    marks=(frozenset(("port", "ports")), frozenset(("adapter", "adapters"))),
    roles=(
        Role("Domain", ("domain", "core"), ("model", "models", "entity", "entities")),
        Role("Ports", ("port", "ports")),
        Role("Application", ("application",), ("app", "service", "services", "usecase", "usecases")),
        Role("Adapters", ("adapter", "adapters"), ("infrastructure", "infra")),
    ),
    wishes=(
        Wish(("Adapters", "Application", "Ports", "Domain"), (), _INWARDS),
        Wish(("Domain", "Ports", "Application"), ("Adapters",), "the core declares ports, and adapters implement them"),
        Wish(("Domain",), ("third-party",), "the domain doesn't depend on libraries"),
    ),
)
_CLEAN = Preset(
    "clean",
    title="clean architecture",
    marks=(
        frozenset(("usecase", "usecases", "interactor", "interactors")),
        frozenset(("entity", "entities", "domain")),
    ),
    roles=(
        Role("Entities", ("entity", "entities", "domain"), ("model", "models")),
        Role("UseCases", ("usecase", "usecases", "interactor", "interactors"), ("application", "app")),
        Role(
            "Adapters", ("adapter", "adapters"), (*_DOORS, *_STORES, "presenter", "presenters", "gateway", "gateways")
        ),
        Role("Frameworks", ("framework", "frameworks", "infrastructure"), ("infra", "driver", "drivers")),
    ),
    wishes=(
        Wish(("Frameworks", "Adapters", "UseCases", "Entities"), (), _INWARDS),
        Wish(("Entities", "UseCases"), ("third-party",), "business rules don't depend on libraries"),
    ),
)
_DDD = Preset(
    "ddd",
    title="four layers of domain-driven design",
    marks=(frozenset(("domain",)), frozenset(("application", "app", "infrastructure", "infra", "usecase", "usecases"))),
    roles=(
        Role("Domain", ("domain",), ("entity", "entities")),
        Role("Application", ("application",), ("app", "usecase", "usecases")),
        Role("Interface", ("presentation", "interfaces"), ("interface", "ui", "web", *_DOORS)),
        Role("Infrastructure", ("infrastructure",), ("infra", "adapter", "adapters", *_STORES)),
    ),
    wishes=(
        Wish(("Interface", "Application", "Domain"), (), _INWARDS),
        Wish(("Domain",), ("Infrastructure",), "the domain stays testable without a database"),
        Wish(("Application",), ("Infrastructure",), "use cases declare interfaces for what they need"),
        Wish(("Infrastructure",), ("Interface",), "infrastructure serves the core, not its callers"),
        Wish(("Domain",), ("third-party",), "the domain doesn't depend on libraries"),
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in (_HEXAGONAL, _CLEAN, _DDD)}
"""Every preset except `plain`, in the order of guessing. A new preset needs a record here and a case in the tests."""

PLAIN = "plain"
"""The preset that fits every tree: its own folders, ordered by their imports."""


def guess(folder_names: frozenset[str]) -> str:
    """The preset that fits a tree with these folder names (in lower case)."""
    for preset in PRESETS.values():
        if all(mark & folder_names for mark in preset.marks):
            return preset.name
    return PLAIN
