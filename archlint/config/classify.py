"""Parse the `[[classify]]` tables of layers.toml: where files go in the tree that `archlint map` drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from archlint.config.items import Item
from archlint.globs import placeholder_names, problem
from archlint.model.classifying import (
    CONFIDENCES,
    DECLARED_KINDS,
    NOTHING,
    Classification,
    Declared,
    DeclaredKind,
)

_KEYS = (
    "path", "declares", "imports", "imports_only", "imported_by", "to", "layer", "context", "reason", "confidence",
)  # fmt: skip
_WORDS = ("std", "third-party", NOTHING)
_WITHOUT_NAME = ("init", NOTHING)
_MOST_PLACEHOLDERS = 20
"""How many placeholders of one text are checked. More would only repeat the same complaints."""

_NAME = re.compile(r"[\w*?]+")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

Fields = Mapping[str, Item]


def parse_classifications(section: Item, layers: Iterable[str], groups: Iterable[str]) -> tuple[Classification, ...]:
    """Parse all tables. `layers` are the names that a table may use; none if only the tables name the layers."""
    tables = section.tables(_KEYS, of="tables: write [[classify]]")
    found = [_rule(item, fields, tuple(layers), groups=tuple(groups)) for item, fields in tables]
    seen: dict[object, int] = {}
    for (_, fields), rule in zip(tables, found, strict=True):
        key = (frozenset(rule.paths), rule.declares, rule.imports, rule.imports_only, rule.imported_by)
        if rule.paths and key in seen:
            fields["path"].complain(f"matches the same files as the rule on line {seen[key]}", "remove one of the two")
        seen.setdefault(key, rule.origin.line)
    return tuple(found)


def layers_of(section: object) -> tuple[str, ...]:
    """Return the layers that the tables name, before anything is validated. `section` is the raw array."""
    rules = section if isinstance(section, list) else []
    names = [rule.get("layer") for rule in rules if isinstance(rule, dict)]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name.strip()))


def _rule(item: Item, fields: Fields, layers: tuple[str, ...], groups: tuple[str, ...]) -> Classification:
    paths = fields["path"].required('e.g. path = "internal/{context}/{file}.go"').strings()
    paths = tuple(path for path in paths if path.glob(placeholders=None))
    to = _destination(fields["to"].required('e.g. to = "services/{context}/domain/{file}.go"'))
    context = _context(fields["context"].required('e.g. context = "{context}"'))
    for path in paths:
        _check_names(path, fields["to"], to)
        _check_names(path, fields["context"], context, is_name=True)
    return Classification(
        paths=tuple(path.string for path in paths),
        to=to,
        layer=_layer(fields["layer"].required("the layer that the files belong to"), layers),
        context=context,
        reason=fields["reason"].required("say why the files go there; each row shows it").text(),
        confidence=fields["confidence"].required("High, Medium or Low").choice(CONFIDENCES, "Low"),
        declares=tuple(declared for each in fields["declares"].strings() if (declared := _declared(each))),
        imports=_imports(fields["imports"], groups, _WORDS),
        imports_only=_imports(fields["imports_only"], groups, _WORDS[:-1]),
        imported_by=_importers(fields["imported_by"]),
        origin=item.origin,
        origins=tuple(path.origin for path in paths),
    )


def _destination(item: Item) -> str:
    """Return the pattern of the new path; "" after a complaint."""
    text = item.text()
    if not text:
        return ""
    wrong = problem(text.removesuffix("/"), placeholders=None)
    plain = _PLACEHOLDER.sub("", text)
    if not wrong and re.search(r"[*?]", plain):
        wrong = "has a wildcard; a destination can only use the placeholders of `path`"
    if wrong:
        item.complain(f'"{text}" {wrong}')
    return "" if wrong else text


def _context(item: Item) -> str:
    text = item.text()
    rest = _PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest or "/" in rest:
        item.complain(f'"{text}" is neither a name nor a placeholder such as {{context}}')
        return ""
    return text


def _check_names(path: Item, item: Item, text: str, *, is_name: bool = False) -> None:
    """Check that a text uses only placeholders of the glob. A placeholder for any depth of folders has to be a whole
    segment of the text; a text that is a single name can't use it."""
    known = placeholder_names(path.string)
    for name in list(dict.fromkeys(_PLACEHOLDER.findall(text)))[:_MOST_PLACEHOLDERS]:
        if name not in known:
            hint = item.hint(name, known) or f"add {{{name}}} to the path"
            item.complain(f'{{{name}}} is not a placeholder of the path "{path.string}"', hint)
        elif f"{{{name}:**}}" in path.string:
            if is_name:
                item.complain(f"{{{name}}} matches any number of folders, but a context is one name")
            elif f"/{{{name}}}/" not in f"/{text}/":
                item.complain(f"{{{name}}} matches any number of folders", "put it alone between slashes")


def _layer(item: Item, layers: tuple[str, ...]) -> str:
    name = item.text()
    if name and layers and name not in layers:
        item.complain(f'there is no layer "{name}"', item.hint(name, layers))
    return name


def _declared(item: Item) -> Declared | None:
    """Parse `kind`, `kind name` or `method type.name`; return None after a complaint."""
    word, _, name = " ".join(item.string.split()).partition(" ")
    kind: DeclaredKind | None = next((kind for kind in DECLARED_KINDS if kind == word), None)
    if kind is None:
        hint = item.hint(word, DECLARED_KINDS) or f"known: {', '.join(DECLARED_KINDS)}"
        item.complain(f'"{word}" is not a kind of declaration', hint)
        return None
    if kind in _WITHOUT_NAME and name:
        item.complain(f'"{item.string}" has a name, but {kind} takes none')
        return None
    receiver, dot, method = name.rpartition(".")
    if dot and kind != "method":
        item.complain(f'"{item.string}" has a dot, but only a method has a receiver type', "e.g. method Server.Start")
        return None
    for part in (receiver, method):
        if part and not _NAME.fullmatch(part):
            item.complain(
                f'"{part}" can\'t be the name of a Go declaration', "use letters, digits, _ and the wildcards * and ?"
            )
            return None
    return Declared(kind, method, receiver)


def _imports(item: Item, groups: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.string for each in item.strings() if _is_import(each, groups, words))


def _importers(item: Item) -> tuple[str, ...]:
    return tuple(each.string for each in item.strings() if each.string == NOTHING or each.glob())


def _is_import(item: Item, groups: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Report whether this is a keyword, the name of a group, or a glob; complain if not. A glob contains one of
    `/ . * ?`; anything else is taken for a misspelt name."""
    text = item.string
    if text in words or text in groups:
        return True
    if not re.search(r"[/.*?]", text):
        item.complain(f'there is no group "{text}"', item.hint(text, (*groups, *words)) if item.hints else "")
        return False
    return bool(item.glob())
