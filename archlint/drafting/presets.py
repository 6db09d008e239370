"""The shapes of architecture that `archlint init` knows: which folders mean which layer, and which rules follow."""

from __future__ import annotations

from typing import NamedTuple


class Role(NamedTuple):
    """A layer. `strong` are names of folders that mean it wherever they stand; `weak` ones only where the
    tree has no strong one of the layer, and no other layer's folder lies above or below."""

    layer: str
    strong: tuple[str, ...]
    weak: tuple[str, ...] = ()


class Wish(NamedTuple):
    """A rule to propose: `subject` must not import `object`, or, without `object`, `subject` is an order from the top.

    Names of layers that the tree does not have are left out.
    """

    subject: tuple[str, ...]
    object: tuple[str, ...]
    because: str


class Preset(NamedTuple):
    """One shape; `marks` are sets of folder names, of which a tree of this shape has at least one of each."""

    name: str
    title: str
    marks: tuple[frozenset[str], ...]
    roles: tuple[Role, ...]
    wishes: tuple[Wish, ...]


_INWARDS = "dependencies point inwards, so that the core can be read and tested alone"
_DOORS = ("api", "http", "grpc", "rest", "handler", "handlers", "controller", "controllers", "transport", "delivery")
_STORES = ("repository", "repositories", "persistence", "storage")

_HEXAGONAL = Preset(
    "hexagonal",
    "ports and adapters",
    (frozenset(("port", "ports")), frozenset(("adapter", "adapters"))),
    (
        Role("Domain", ("domain", "core"), ("model", "models", "entity", "entities")),
        Role("Ports", ("port", "ports")),
        Role("Application", ("application",), ("app", "service", "services", "usecase", "usecases")),
        Role("Adapters", ("adapter", "adapters"), ("infrastructure", "infra")),
    ),
    (
        Wish(("Adapters", "Application", "Ports", "Domain"), (), _INWARDS),
        Wish(("Domain", "Ports", "Application"), ("Adapters",), "what is inside names its needs as ports"),
        Wish(("Domain",), ("third-party",), "the domain is written in the language of the business"),
    ),
)
_CLEAN = Preset(
    "clean",
    "clean architecture",
    (
        frozenset(("usecase", "usecases", "interactor", "interactors")),
        frozenset(("entity", "entities", "domain")),
    ),
    (
        Role("Entities", ("entity", "entities", "domain"), ("model", "models")),
        Role("UseCases", ("usecase", "usecases", "interactor", "interactors"), ("application", "app")),
        Role(
            "Adapters", ("adapter", "adapters"), (*_DOORS, *_STORES, "presenter", "presenters", "gateway", "gateways")
        ),
        Role("Frameworks", ("framework", "frameworks", "infrastructure"), ("infra", "driver", "drivers")),
    ),
    (
        Wish(("Frameworks", "Adapters", "UseCases", "Entities"), (), _INWARDS),
        Wish(("Entities", "UseCases"), ("third-party",), "what the business says does not change with a library"),
    ),
)
_DDD = Preset(
    "ddd",
    "four layers of domain-driven design",
    (frozenset(("domain",)), frozenset(("application", "app", "infrastructure", "infra", "usecase", "usecases"))),
    (
        Role("Domain", ("domain",), ("entity", "entities")),
        Role("Application", ("application",), ("app", "usecase", "usecases")),
        Role("Interface", ("presentation", "interfaces"), ("interface", "ui", "web", *_DOORS)),
        Role("Infrastructure", ("infrastructure",), ("infra", "adapter", "adapters", *_STORES)),
    ),
    (
        Wish(("Interface", "Application", "Domain"), (), _INWARDS),
        Wish(("Domain",), ("Infrastructure",), "the domain stays testable without a database"),
        Wish(("Application",), ("Infrastructure",), "use cases name what they need, and are given it"),
        Wish(("Infrastructure",), ("Interface",), "what serves the core does not know who asks"),
        Wish(("Domain",), ("third-party",), "the domain is written in the language of the business"),
    ),
)

PRESETS: dict[str, Preset] = {preset.name: preset for preset in (_HEXAGONAL, _CLEAN, _DDD)}
"""Every preset but `plain`, in the order of guessing. A new one is a record here and a case in the tests."""

PLAIN = "plain"
"""The shape that every tree has: its own folders, in the order in which they import each other."""


def guess(folder_names: frozenset[str]) -> str:
    """The preset that a tree with folders of these names (in lower case) looks like."""
    for preset in PRESETS.values():
        if all(mark & folder_names for mark in preset.marks):
            return preset.name
    return PLAIN
