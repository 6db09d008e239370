"""layers.toml, from text to `Config`: strict, and with every complaint at once.

Pure: the edge reads the file. Two steps, because layers may also come from the mapping that the file names:
`read_document` gives the TOML document, of which `mapping_globs` and `scan_root` may be asked at once;
`parse_document` judges all of it.
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
from archlint.model.policy import Config, Globs, Origin, Slices
from archlint.rules.names import problem_with_name
from archlint.rules.sentence import Names

if TYPE_CHECKING:
    from archlint.model.classifying import Classification

if TYPE_CHECKING or sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VERSION = 1
"""The version of the language of layers.toml that this archlint reads."""

MAX_LINE = 4096
"""The longest line, in characters: TOML readers take quadratic time on the parts of a dotted key."""

_SECTIONS = ("version", "scan", "layers", "groups", "slices", "mapping", "rules", "classify", "$schema")
_WHERE = r" \(at (?:line (\d+), column (\d+)|end of document)\)$"  # compiled when first needed, which is seldom


def parse_config(source: str | bytes, path: str, extra_layers: tuple[str, ...] = ()) -> Config:
    """Read a layers.toml. `path` is how messages name it; `extra_layers` are the names that only the mapping gives.

    Raises ConfigError with every complaint, in the order of the text.
    """
    return parse_document(read_document(source, path), extra_layers)


def read_document(source: str | bytes, path: str) -> Document:
    """Parse the TOML alone. Raises ConfigError with the one place where the text is not UTF-8 or not TOML."""
    text = _decode(source, path).removeprefix("\ufeff").replace("\r\n", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise ConfigError(Complaint(path, f"the line is longer than {MAX_LINE} characters", line=number))
    try:
        data = tomllib.loads(text)
    except RecursionError:
        raise ConfigError(Complaint(path, "arrays or tables are nested too deeply")) from None
    except ValueError as wrong:  # TOMLDecodeError, and what int() says of a number with thousands of digits
        raise ConfigError(_not_toml(str(wrong), path, text)) from None
    return Document(path, data, index(text))


def mapping_globs(document: Document) -> tuple[str, ...]:
    """What `[mapping] files` names, before anything is judged: what is not in order is left to `parse_document`."""
    section = document.data.get("mapping")
    files = section.get("files") if isinstance(section, dict) else None
    globs = files if isinstance(files, list) else [files]
    return tuple(glob for glob in globs if isinstance(glob, str) and not problem(glob))


def scan_root(document: Document) -> str:
    """What `[scan] root` names, "" where it names nothing that could be one."""
    section = document.data.get("scan")
    root = section.get("root") if isinstance(section, dict) else None
    return root if isinstance(root, str) and not root_problem(root) else ""


def parse_document(document: Document, extra_layers: tuple[str, ...] = ()) -> Config:
    """Judge the whole document and fill in the defaults. Raises ConfigError with every complaint and what is sound."""
    top = Item(document, [], (), document.data)
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
    config = Config(document.path, scan, layers, groups, slices, mappings, rules, classify)
    if top.complaints:
        wrong = ConfigError(*sorted(set(top.complaints), key=lambda complaint: complaint.sort_key))
        wrong.sound = sound_part(config, wrong.complaints)
        raise wrong
    return config


def mistakes_without_mapping(document: Document) -> tuple[Complaint, ...]:
    """What is wrong with a document whose mapping cannot be read: all but its sentences, which may name layers that the
    mapping gives."""
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
        raise ConfigError(Complaint(path, message, "TOML is UTF-8; save the file as that", line=line)) from None


def _not_toml(message: str, path: str, text: str) -> Complaint:
    """The reader's message, with its line as the line of the complaint and its column in the words."""
    found = re.search(_WHERE, message)
    if found is None:
        return Complaint(path, f"is not TOML: {message}")
    words = message[: found.start()]
    if found[1]:
        return Complaint(path, f"is not TOML: {words} (column {found[2]})", line=int(found[1]))
    return Complaint(path, f"is not TOML: {words} (end of the file)", line=text.rstrip("\n").count("\n") + 1)


def _check_version(item: Item) -> None:
    if not item.given or (item.raw == VERSION and type(item.raw) is int):
        return
    if type(item.raw) is not int:
        item.complain("must be a whole number", f"write version = {VERSION}")
    else:
        hint = "upgrade archlint" if item.raw > VERSION else f"write version = {VERSION}"
        item.complain(f"version {item.raw} is unknown: this archlint reads version {VERSION}", hint)


def _check_names(named: Mapping[str, Mapping[str, Item]], extra_layers: tuple[str, ...]) -> None:
    """Names share one space: a sentence says `Domain` and must mean one thing."""
    taken = dict.fromkeys(extra_layers, "a layer of the mapping")
    for section, items in named.items():
        for name, item in items.items():
            wrong = problem_with_name(name, slices=True)
            if wrong or not name.isprintable():
                item.complain(f"{name!r} {wrong or 'has a character that cannot be printed'}", "choose another name")
            elif name in taken and section != "layers":
                hint = "give each layer, group and slice its own name"
                item.complain(f'"{name}" is the name of {taken[name]} as well', hint)
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
    return Globs(name, tuple(glob.raw for glob in globs), item.origin, origins, optional)


def _slices(item: Item) -> Slices:
    return Slices(str(item.key[-1]), item.glob(placeholders=1), item.origin)


def _mappings(section: Item) -> tuple[str, ...]:
    files = section.table(("files",))["files"]
    if section.given:
        files.required('e.g. files = ["docs/*-mapping.md"]')
    return tuple(item.raw for item in files.globs())


def _classify(section: Item, layers: tuple[str, ...], groups: tuple[str, ...]) -> tuple[Classification, ...]:
    if not section.given:
        return ()
    from archlint.config.classify import parse_classifications  # the check goes without

    return parse_classifications(section, layers, groups)


def _repeats(lists: tuple[Globs, ...]) -> Iterator[Complaint]:
    """Globs that are listed twice: in one list without effect, in two layers a conflict for every file they match."""
    first: dict[str, tuple[str, Origin]] = {}
    for globs in lists:
        for glob, origin in zip(globs.globs, globs.origins, strict=True):
            if glob in first:
                name, before = first[glob]
                where = "here" if name == globs.name else f"in {name}"
                message = f'the glob "{glob}" is listed {where} already, on line {before.line}'
                yield Complaint.at(origin, message, "remove one of the two")
            first.setdefault(glob, (globs.name, origin))
