"""Configurations: layers.toml documents, sentences and globs.

A document gives a Config or a ConfigError with complaints about existing lines, never anything else, and the same each
time. A sentence means the same with any blanks, letter case and full stop. A glob matches the same as a simple matcher.
"""

from __future__ import annotations

import functools
import random

from archlint.config.document import mapping_globs, parse_config, parse_document, read_document, scan_root
from archlint.errors import Complaint, ConfigError
from archlint.globs import compile_glob, problem
from archlint.model.policy import Config
from archlint.rules.names import Names
from archlint.rules.sentence import SentenceError, parse_sentence
from archlint.rules.tokens import tokenise

from .config_texts import GLOBS, config, sentence
from .engine import Failure, SingleFuzzer
from .mutate import HOSTILE, mutated

_NAMES = Names(("Domain", "Application", "Interface", "Infra", "A", "B", "é"), ("web",), ("context",))
_PATHS = (
    "a/x.go",
    "x.go",
    "domain/x.go",
    "services/s/domain/x.go",
    "a/b/c/d.go",
    "internal/x/y.go",
    "a",
    "",
    "é/é.go",
    "a/a/b/b/c",
)
_KINDS = (b"config", b"sentence", b"glob")


class Configs(SingleFuzzer):
    """The fuzzer of `config`, `rules.sentence` and `globs`. The first line of an input says which of them it is for."""

    name = "configs"
    suffix = ".txt"
    batch = 200

    def make(self, source: random.Random) -> bytes:
        """Return a document, a sentence or a glob."""
        chance = source.random()
        if chance < 0.5:
            return b"config\n" + config(source)
        if chance < 0.8:
            text = sentence(source).encode()
            return b"sentence\n" + (text if source.randrange(4) else mutated(source, text, HOSTILE))
        return b"glob\n" + _glob(source)

    def pieces(self, data: bytes) -> list[list[bytes]]:
        """Keep the first line."""
        kind, _, text = data.partition(b"\n")
        return [[kind + b"\n", *cut] for cut in super().pieces(text)]

    def judge(self, data: bytes) -> Failure | None:
        """Return the failure of one input, None if there is none."""
        kind, _, text = data.partition(b"\n")
        judges = dict(zip(_KINDS, (_judge_config, _judge_sentence, _judge_glob), strict=True))
        if kind not in judges:
            return None
        found = self.guarded(lambda: judges[kind](text))
        return found if found is None or isinstance(found, Failure) else None


def _glob(source: random.Random) -> bytes:
    text = source.choice(GLOBS)
    for _ in range(source.randrange(3)):
        text += source.choice(("/", "/**", "/*", "*", "?", "a", "{x}", "é", "**", "/{y}/", "."))
    data = text.encode()
    return data if source.randrange(3) else mutated(source, data, HOSTILE)


def _judge_config(text: bytes) -> Failure | None:
    first, second = _config(text), _config(text)
    if first != second:
        return Failure("difference", "a document gives something else the second time", f"{first}\n{second}")
    try:
        decoded = text.decode()
    except UnicodeDecodeError:
        return _wrong_lines(first, text)
    if _config(decoded) != first:
        return Failure("difference", "a document gives something else as text", f"{first}\n{_config(decoded)}")
    try:
        document = read_document(text, "layers.toml")
    except ConfigError:
        return _wrong_lines(first, text)
    mapping_globs(document)
    scan_root(document)
    try:
        parse_document(document, ("Mapped", "Domain"))
    except ConfigError as wrong:
        return _wrong_lines(wrong.complaints, text) or _wrong_lines(first, text)
    return _wrong_lines(first, text)


def _config(source: str | bytes) -> Config | list[Complaint]:
    """The configuration, or the complaints as a list."""
    try:
        return parse_config(source, "layers.toml")
    except ConfigError as wrong:
        return list(wrong.complaints)


def _wrong_lines(found: object, text: bytes) -> Failure | None:
    """The failure of a complaint about a line that the text doesn't have. Invalid TOML may have no line."""
    if not isinstance(found, list | tuple) or not found or not isinstance(found[0], Complaint):
        return None
    last = text.count(b"\n") + 1
    for each in found:
        least = 0 if "is not valid TOML" in each.message or "nested too deeply" in each.message else 1
        if not least <= each.line <= last:
            return Failure(
                "difference", "a complaint in a line that the document does not have", f"{each} of {last} lines"
            )
        if not each.message:
            return Failure("difference", "a complaint without a word", repr(each))
    return None


def _judge_sentence(data: bytes) -> Failure | None:
    text = data.decode("utf-8", "surrogateescape")
    told = _sentence(text)
    if told != _sentence(text):
        return Failure("difference", "a sentence means something else the second time", f"{told}")
    if isinstance(told, list):
        return (
            None
            if told and all(message for message, _ in told)
            else Failure("difference", "no word of what is wrong", "")
        )
    tokens = tokenise(text)
    quotes = ["'" if '"' in token.text else '"' for token in tokens]
    again = [
        f"{quote}{token.text}{quote}" if token.quoted else token.text
        for quote, token in zip(quotes, tokens, strict=True)
    ]
    for way, other in (("tokens with single blanks", " ".join(again)), ("a full stop", f"{' '.join(again)} .")):
        if _sentence(other) != told:
            return Failure(
                "difference", f"a sentence means something else with {way}", f"{told}\n{other}\n{_sentence(other)}"
            )
    return None


def _sentence(text: str) -> tuple[str, object] | list[tuple[str, str]]:
    try:
        return parse_sentence(text, _NAMES)
    except SentenceError as wrong:
        return list(wrong.problems)


def _judge_glob(data: bytes) -> Failure | None:
    text = data.decode("utf-8", "surrogateescape")
    for placeholders in (0, 1, None):
        if problem(text, placeholders=placeholders):
            continue
        glob = compile_glob(text, placeholders=placeholders)
        for path in (*_PATHS, text, text.replace("**", "a/b").replace("*", "a").replace("?", "é")):
            told = glob.matches(path)
            if placeholders == 0 and path and told != _matches(tuple(text.split("/")), tuple(path.split("/"))):
                return Failure(
                    "difference", "a glob matches otherwise than a plain matcher", f"{text!r} {path!r}: {told}"
                )
            glob.matches_file(path)
            if placeholders == 1:
                glob.capture(path)
            if placeholders is None:
                glob.captures(path)
    return None


@functools.lru_cache(maxsize=10_000)
def _matches(glob: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a glob without placeholders matches a path, by a simple algorithm, segment by segment. `a/**` matches
    a."""
    if not glob:
        return not path
    if glob[0] == "**":
        return any(_matches(glob[1:], path[skip:]) for skip in range(len(path) + 1))
    return bool(path) and _fits(glob[0], path[0]) and _matches(glob[1:], path[1:])


@functools.lru_cache(maxsize=10_000)
def _fits(pattern: str, segment: str) -> bool:
    if pattern == "*":
        return bool(segment)
    if not pattern:
        return not segment
    if pattern[0] == "*":
        return any(_fits_rest(pattern[1:], segment[skip:]) for skip in range(len(segment) + 1))
    return bool(segment) and pattern[0] in ("?", segment[0]) and _fits_rest(pattern[1:], segment[1:])


def _fits_rest(pattern: str, segment: str) -> bool:
    return True if pattern == "*" else _fits(pattern, segment)


FUZZER = Configs
