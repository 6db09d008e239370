"""Parse the text of layers.toml into a `Config`. Parsing is strict and reports all complaints at once.

Pure: the caller reads the file. There are two steps, because the mapping that the file names can define layers too.
`read_document` parses the TOML, which is enough for `mapping_globs` and `scan_root`. `parse_document` validates it all.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from archlint.config.items import Document, Item
from archlint.config.lines import index
from archlint.config.rules import parse_rules
from archlint.config.scan import parse_scan, root_problem
from archlint.config.sound import sound_part
from archlint.errors import Complaint, ConfigError
from archlint.globs import problem
from archlint.model.location import Origin
from archlint.model.policy import Config, Globs, Slices
from archlint.rules.names import problem_with_name
from archlint.rules.sentence import Names

if TYPE_CHECKING:
    from archlint.model.classifying import Classification

if TYPE_CHECKING or sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERSION = 1
"""The version of layers.toml that this archlint reads."""

MAX_LINE = 4096
"""The longest allowed line, in characters. TOML parsers take quadratic time for a dotted key with many parts."""

_SECTIONS = ("version", "scan", "layers", "groups", "slices", "mapping", "rules", "classify", "$schema")
_WHERE = r" \(at (?:line (\d+), column (\d+)|end of document)\)$"  # compiled when first needed


def parse_config(source: str | bytes, path: str, extra_layers: tuple[str, ...] = ()) -> Config:
    """Parse a layers.toml. `path` is its name in messages; `extra_layers` are layers that only the mapping defines.

    Raises ConfigError with all complaints, in the order of the text.
    """
    return parse_document(read_document(source, path), extra_layers)


def read_document(source: str | bytes, path: str) -> Document:
    """Parse only the TOML. Raises ConfigError with the place where the text isn't UTF-8 or not valid TOML."""
    text = _decode(source, path).removeprefix("\ufeff").replace("\r\n", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise ConfigError(Complaint(path, f"the line is longer than {MAX_LINE} characters", line=number))
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise ConfigError(Complaint(path, "arrays or tables are nested too deeply")) from None
    except ValueError as wrong:  # TOMLDecodeError, or from int() for a number with thousands of digits
        raise ConfigError(_not_toml(str(wrong), path, text)) from None
    return Document(path, data, index(text))


def mapping_globs(document: Document) -> tuple[str, ...]:
    """Return the globs in `[mapping] files`, before anything is validated. `parse_document` reports invalid ones."""
    section = document.data.get("mapping")
    files = section.get("files") if isinstance(section, dict) else None
    globs = files if isinstance(files, list) else [files]
    return tuple(glob for glob in globs if isinstance(glob, str) and not problem(glob))


def scan_root(document: Document) -> str:
    """Return `[scan] root`, before anything is validated; "" if it's absent or invalid."""
    section = document.data.get("scan")
    root = section.get("root") if isinstance(section, dict) else None
    return root if isinstance(root, str) and not root_problem(root) else ""


def parse_document(document: Document, extra_layers: tuple[str, ...] = ()) -> Config:
    """Validate the document and fill in the defaults. Raises ConfigError with all complaints and the sound part."""
    top = Item(document, complaints=[], key=(), raw=document.data)
    sections = top.table(_SECTIONS)
    _check_version(sections["version"].required(f"write version = {VERSION} at the top of the file"))
    scan = parse_scan(sections["scan"])
    named = {name: sections[name].entries() for name in ("layers", "groups", "slices")}
    _check_names(named, extra_layers)
    layers = tuple(_globs(item, "files") for item in named["layers"].values())
    groups = tuple(_globs(item, "packages") for item in named["groups"].values())
    slices = tuple(_slices(item) for item in named["slices"].values())
    top.complaints.extend(_repeats(layers))
    for group in groups:
        top.complaints.extend(_repeats((group,)))
    layer_names = tuple(dict.fromkeys((*named["layers"], *extra_layers)))
    names = Names(dict.fromkeys(layer_names), named["groups"], named["slices"])
    rules = parse_rules(sections["rules"], names, scan.tests)
    mappings = _mappings(sections["mapping"])
    classify = _classify(sections["classify"], layer_names if layers or extra_layers else (), tuple(named["groups"]))
    config = Config(
        document.path, scan, layers, groups=groups, slices=slices, mappings=mappings, rules=rules, classify=classify
    )
    if top.complaints:
        wrong = ConfigError(*sorted(set(top.complaints), key=lambda complaint: complaint.sort_key))
        wrong.sound = sound_part(config, wrong.complaints)
        raise wrong
    return config


def mistakes_without_mapping(document: Document) -> tuple[Complaint, ...]:
    """Return the complaints about a document whose mapping can't be read. Sentences are left out: they may name layers
    that the mapping defines."""
    try:
        parse_document(document)
    except ConfigError as wrong:
        return tuple(each for each in wrong.complaints if not each.key.startswith(("rules", "classify", "mapping")))
    return ()


def _decode(source: str | bytes, path: str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as wrong:
        line = source.count(b"\n", 0, wrong.start) + 1
        message = f"byte 0x{source[wrong.start]:02x} is not UTF-8"
        raise ConfigError(Complaint(path, message, "save the file as UTF-8", line=line)) from None


def _not_toml(message: str, path: str, text: str) -> Complaint:
    """Turn the parser's message into a complaint: its line becomes the complaint's, its column stays in the text."""
    found = re.search(_WHERE, message)
    if found is None:
        return Complaint(path, f"is not valid TOML: {message}")
    words = message[: found.start()]
    if found[1]:
        return Complaint(path, f"is not valid TOML: {words} (column {found[2]})", line=int(found[1]))
    return Complaint(path, f"is not valid TOML: {words} (end of the file)", line=text.rstrip("\n").count("\n") + 1)


def _check_version(item: Item) -> None:
    if not item.given or (item.raw == VERSION and type(item.raw) is int):
        return
    if type(item.raw) is not int:
        item.complain("must be an integer", f"write version = {VERSION}")
    else:
        hint = "upgrade archlint" if item.raw > VERSION else f"write version = {VERSION}"
        item.complain(f"version {item.raw} is not supported: this archlint reads version {VERSION}", hint)


def _check_names(named: Mapping[str, Mapping[str, Item]], extra_layers: tuple[str, ...]) -> None:
    """Layers, groups and slices share one namespace, so that a name in a sentence has one meaning."""
    taken = dict.fromkeys(extra_layers, "a layer in the mapping")
    for section, items in named.items():
        for name, item in items.items():
            wrong = problem_with_name(name, slices=True)
            if wrong or not name.isprintable():
                item.complain(f"{name!r} {wrong or 'has an unprintable character'}", "choose another name")
            elif name in taken and section != "layers":
                hint = "give each layer, group and slice a name of its own"
                item.complain(f'"{name}" is also the name of {taken[name]}', hint)
            taken.setdefault(name, f"a {section.removesuffix('s')}")


def _globs(item: Item, key: str) -> Globs:
    """A layer or a group: one glob, an array of them, or a table that says more; `key` is the table's key for them."""
    name, optional, listed = str(item.key[-1]), False, item
    if isinstance(item.raw, dict):
        fields = item.table((key, "optional"))
        optional = fields["optional"].flag(default=False)
        listed = fields[key].required(f'e.g. {name} = {{ {key} = ["..."], optional = true }}')
    globs = listed.globs()
    origins = tuple(glob.origin for glob in globs)
    return Globs(name, tuple(glob.string for glob in globs), item.origin, origins=origins, optional=optional)


def _slices(item: Item) -> Slices:
    return Slices(str(item.key[-1]), item.glob(placeholders=1), item.origin)


def _mappings(section: Item) -> tuple[str, ...]:
    files = section.table(("files",))["files"]
    if section.given:
        files.required('e.g. files = ["docs/*-mapping.md"]')
    return tuple(item.string for item in files.globs())


def _classify(section: Item, layers: tuple[str, ...], groups: tuple[str, ...]) -> tuple[Classification, ...]:
    if not section.given:
        return ()
    from archlint.config.classify import parse_classifications  # only `archlint map` needs it

    return parse_classifications(section, layers, groups)


def _repeats(lists: tuple[Globs, ...]) -> Iterator[Complaint]:
    """Yield a complaint for each repeated glob: within a list it has no effect, and in two layers it's a conflict."""
    first: dict[str, tuple[str, Origin]] = {}
    for globs in lists:
        for glob, origin in zip(globs.globs, globs.origins, strict=True):
            if glob in first:
                name, before = first[glob]
                where = "" if name == globs.name else f", in {name}"
                message = f'the glob "{glob}" is already listed on line {before.line}{where}'
                yield Complaint.at(origin, message, "remove one of the two")
            first.setdefault(glob, (globs.name, origin))
