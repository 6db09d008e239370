"""The command line: parse, call, write, exit status. The only module that knows click, and the one error boundary."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, Any

import click

from archlint import __version__
from archlint.commands.console import (
    is_terminal,
    wants_color,
    write_document,
    write_err,
    write_meter,
    write_out,
    write_report,
)
from archlint.errors import ArchlintError
from archlint.reports import FORMATS
from archlint.reports.safe import visible

if TYPE_CHECKING:
    from archlint.model.policy import Tests

_COMPLETE = "_ARCHLINT_COMPLETE"
OUT_OF_MEMORY = (
    "there is not enough memory to finish; nothing was decided: give archlint more, or check a part of the tree"
)
_RESERVE = 512 * 1024
"""Bytes that are kept for saying that there are no more."""
MANY_FILES = 3000
"""From here on a run takes long enough for a progress bar."""
_GATES = ("error", "warning", "note", "never")


class _Commands(click.Group):
    """Commands in the order in which a newcomer meets them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


class _Report(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on, and 8.1 is supported
    """NAME or NAME=FILE; the file `-` is standard output, like none."""

    name = "NAME[=FILE]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, path = str(value).partition("=")
        if name not in FORMATS:
            self.fail(f"{name!r} is not a report format; the formats are {', '.join(FORMATS)}.", param, ctx)
        if equals and not path:
            self.fail(f"{value!r} names no file after the equals sign.", param, ctx)
        return name, "" if path == "-" else path

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in FORMATS if name.startswith(incomplete)]


_file = click.Path()  # no check of its own: what is wrong with a file is told by who reads it
_path = click.argument("path", required=False, type=click.Path(), metavar="[PATH]")
_config = click.option(
    "--config", "-c", type=_file, metavar="FILE", help="layers.toml to use [default: the nearest one]."
)
_mapping = click.option(
    "--mapping", "-m", "mappings", multiple=True, type=_file, metavar="FILE", help="Mapping document; may be repeated."
)
_view = click.option(
    "--view",
    type=click.Choice(["today", "mapped", "both"]),
    help="The tree as it is, as it will be, or what changes between them [default: mapped with a mapping, else today].",
)
_color = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour in text [default: auto]."
)
_today = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _, __, moment: moment and moment.date().isoformat(),
    metavar="DATE",
    help="Date by which exceptions and entries expire, YYYY-MM-DD [default: the clock's].",
)
_cache = click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""Start with `archlint init`, then `archlint check`. Each command has examples: `archlint check --help`.

\b
Completion, for the start-up file of a shell:
  bash  eval "$(_ARCHLINT_COMPLETE=bash_source archlint)"
  zsh   eval "$(_ARCHLINT_COMPLETE=zsh_source archlint)"
  fish  _ARCHLINT_COMPLETE=fish_source archlint | source
""",
)
@click.version_option(__version__, prog_name="archlint")
def main() -> None:
    """Architecture rules you can read aloud, checked on the Go tree you have and on the tree you plan."""


@main.command(
    epilog="""\b
Examples:
  archlint check                                   the tree below the nearest layers.toml
  archlint check --format text --format sarif=archlint.sarif
  archlint check --mapping moves.md                the tree as it will be after the moves
  archlint check --mapping moves.md --view both    only what the moves change

Exit status: 0 clean, 1 findings, 2 usage, configuration or input, 3 a bug in archlint, 130 interrupted.
"""
)
@_path
@_config
@_mapping
@_view
@click.option(
    "--format",
    "-f",
    "formats",
    multiple=True,
    type=_Report(),
    help="Report to write, to standard output or to FILE; may be repeated [default: text]. "
    f"Formats: {', '.join(FORMATS)}.",
)
@click.option(
    "--fail-on", type=click.Choice(_GATES), default="error", help="Least severity that fails the run [default: error]."
)
@click.option(
    "--baseline",
    type=_file,
    metavar="FILE",
    help="Known findings [default: archlint-baseline.json beside layers.toml, if it is there].",
)
@click.option("--strict", is_flag=True, help="With --view both: fail on carried findings too.")
@click.option("--tracked", is_flag=True, help="Check the files that git tracks alone, as the pre-commit hook does.")
@_cache
@_color
@click.option("--quiet", "-q", is_flag=True, help="Findings only: no summary, nothing where the run is clean.")
@click.option("--verbose", "-v", count=True, help="Say more: every member of long lists, and what was read.")
@_today
def check(
    path: str | None,
    config: str | None,
    mappings: tuple[str, ...],
    view: str | None,
    formats: tuple[tuple[str, str], ...],
    fail_on: str,
    baseline: str | None,
    strict: bool,
    tracked: bool,
    no_cache: bool,
    color: str,
    quiet: bool,
    verbose: int,
    today: str | None,
) -> int:
    """Check the tree against the sentences in layers.toml.

    PATH is the scan root [default: the folder of layers.toml, or what its [scan] root says].
    """
    formats = formats or (("text", ""),)
    targets = [os.path.abspath(target) if target else "" for _, target in formats]
    if targets.count("") > 1:
        raise click.UsageError("only one report can go to standard output; give the others a file: --format sarif=FILE")
    if len(set(targets)) < len(targets):
        raise click.UsageError("two reports cannot go to one file")
    from archlint.commands.session import Session

    colored = wants_color(color)
    session = Session(
        path=path,
        config=config,
        mappings=mappings,
        view=view,
        cache=not no_cache,
        today=today,
        progress=_progress(quiet=quiet),
        baseline=baseline,
        tracked=tracked,
    )
    return session.check(
        formats=formats,
        gate=fail_on,
        strict=strict,
        color=colored,
        color_files=color == "always",
        quiet=quiet,
        verbose=verbose,
        out=partial(write_report, color=colored),
        note=write_err,
    )


@main.command(
    epilog="""\b
Examples:
  archlint rules                 every sentence form, with what it means and an example
  archlint rules --config layers.toml   the rules of this file, one a paragraph
"""
)
@click.option("--config", "-c", type=_file, metavar="FILE", help="Print the rules of this layers.toml instead.")
def rules(config: str | None) -> int:
    """Print the sentences that rules can be written in."""
    from archlint.commands.session import Session

    write_out(Session(config=config).rules())
    return 0


def _subjects(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[Any]:
    """What a shell offers for the subject of `explain`: names of layers.toml, and kinds; files where none begins so."""
    from click.shell_completion import CompletionItem

    from archlint.commands.completions import subject_names

    names = subject_names(ctx.params.get("path"), ctx.params.get("config"))
    found = [CompletionItem(name) for name in dict.fromkeys(names) if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


@main.command(
    short_help="Say what decides for a file, a rule, an edge.",
    epilog="""\b
Examples:
  archlint explain internal/order/order.go  its layer, and the glob that won
  archlint explain internal/order           a folder, with all below it
  archlint explain 'internal/*/domain/**'   a glob, as a rule reads it
  archlint explain Domain                   a layer, a group, std, third-party or unassigned
  archlint explain context                  a family of slices, or one slice of it by its name
  archlint explain ddd-order                a rule: what it means, what it judges, what it finds
  archlint explain 'A must not reach web'   any sentence: what it would find
  archlint explain forbidden-import         a kind of finding: what it is, the way out
  archlint explain 'Domain -> web'          an edge between any of these: the places, the shortest
                                            chain, the rules that it breaks or would break

\b
A name is taken for a name of layers.toml first, then for a path. Where it stands for several
things, the answer ends with how to ask for the others, e.g. `folder:domain`.

Exit status: 0 explained, 2 the subject names nothing, or as for check.
""",
)
@click.argument("subject", shell_complete=_subjects)
@click.argument("path", required=False, type=click.Path(), metavar="[PATH]")
@_config
@_mapping
@_view
@click.option(
    "--baseline",
    type=_file,
    metavar="FILE",
    help="Known findings [default: archlint-baseline.json beside layers.toml, if it is there].",
)
@_today
@_cache
def explain(
    subject: str,
    path: str | None,
    config: str | None,
    mappings: tuple[str, ...],
    view: str | None,
    baseline: str | None,
    today: str | None,
    no_cache: bool,
) -> int:
    """Say what decides for a file, folder, glob, layer, group, slice, rule or kind of finding, or an edge 'A -> B'."""
    from archlint.commands.session import Session

    session = Session(
        path=path, config=config, mappings=mappings, view=view, cache=not no_cache, today=today, baseline=baseline
    )
    write_out(session.explain(subject))
    return 0


@main.command(
    short_help="Print the graph of layers, packages or files.",
    epilog="""\b
Examples:
  archlint graph --level layer --format mermaid
  archlint graph --level package --format json --external
  archlint graph --level file --mapping moves.md --view mapped
""",
)
@_path
@_config
@_mapping
@click.option("--view", type=click.Choice(["today", "mapped"]), help="Which tree [default: mapped with a mapping].")
@click.option(
    "--level", type=click.Choice(["layer", "package", "file"]), default="package", help="Nodes [default: package]."
)
@click.option(
    "--format", "-f", "form", type=click.Choice(["json", "dot", "mermaid"]), default="json", help="[default: json]"
)
@click.option("--external", is_flag=True, help="Packages from outside the tree too.")
@click.option("--tests", type=click.Choice(["include", "exclude", "only"]), help="Test files [default: as configured].")
@click.option("--output", "-o", type=_file, metavar="FILE", help="Write to FILE instead of standard output.")
@_cache
def graph(
    path: str | None,
    config: str | None,
    mappings: tuple[str, ...],
    view: str | None,
    level: str,
    form: str,
    external: bool,
    tests: Tests | None,
    output: str | None,
    no_cache: bool,
) -> int:
    """Print the graph of the tree, at the level of layers, packages or files."""
    from archlint.commands.session import Session

    session = Session(
        path=path,
        config=config,
        mappings=mappings,
        view=view,
        cache=not no_cache,
        tests=tests,
        progress=_progress(),
    )
    text = session.graph(level=level, form=form, external=external)
    if output and output != "-":
        from archlint.edge.workspace import write_atomically

        write_atomically(output, text, session.territory())
    else:
        write_document(text)
    return 0


@main.command(
    short_help="Write a commented layers.toml for this tree.",
    epilog="""\b
Examples:
  archlint init                     guess layers from folders; what does not hold is a comment
  archlint init --preset hexagonal
  archlint init --baseline          all rules in force, what they find today recorded

Exit status: 0 written, 2 as for check.
""",
)
@_path
@click.option(
    "--preset",
    type=click.Choice(["auto", "ddd", "clean", "hexagonal", "plain"]),
    default="auto",
    help="Shape of the architecture [default: auto, guessed from the names of folders].",
)
@click.option("--module", default="", metavar="PATH", help="Module path to assume where no go.mod says one.")
@click.option(
    "--baseline/--no-baseline",
    default=None,
    help="Put rules that do not hold in force too and record what they find [default: asked on a terminal, else no].",
)
@click.option("--force", is_flag=True, help="Write over a layers.toml that is there.")
def init(path: str | None, preset: str, module: str, baseline: bool | None, force: bool) -> int:
    """Write a commented layers.toml for this tree: the first check is green, and honest."""
    from archlint.commands.init import prepare, write
    from archlint.text.lists import count

    drafted = prepare(path, "" if preset == "auto" else preset, module, force=force)
    if baseline is None and drafted.debt and sys.stdin.isatty() and sys.stderr.isatty():
        found = count(len(drafted.debt), "finding")
        question = f"The tree has {found} against the draft. Put every rule in force and record that in a baseline?"
        baseline = click.confirm(question, err=True)
    write_out("".join(f"{line}\n" for line in write(drafted, baseline=bool(baseline and drafted.debt))))
    return 0


@main.command(
    short_help="Record known findings, so that only new ones fail.",
    epilog="""\b
Examples:
  archlint baseline                      record what fails today; later, remove what is solved
  archlint baseline --grow               record what is new as well
  archlint baseline --through moves.md   carry the entries along, with the moves themselves

Exit status: 0 written, 1 written, but there are new findings that it leaves out, 2 as for check.
""",
)
@_path
@_config
@click.option(
    "--baseline", type=_file, metavar="FILE", help="File to write [default: archlint-baseline.json beside layers.toml]."
)
@click.option("--grow", is_flag=True, help="Record new findings too; without it the baseline only shrinks.")
@click.option(
    "--through", "mappings", multiple=True, type=_file, metavar="MAPPING", help="Carry the entries through a mapping."
)
@_today
def baseline(
    path: str | None, config: str | None, baseline: str | None, grow: bool, mappings: tuple[str, ...], today: str | None
) -> int:
    """Record known findings, so that only new ones fail; solved ones are removed."""
    from archlint.commands.baseline import write_baseline
    from archlint.commands.session import Session

    session = Session(path=path, config=config, mappings=mappings, today=today, baseline=baseline, progress=_progress())
    status, said = write_baseline(session, grow=grow)
    write_out(said)
    return status


@main.command(
    "map",
    short_help="Draft a mapping from rules, or hold it against them.",
    epilog="""\b
Examples:
  archlint map --output docs/mapping.md    draft the mapping from the [[classify]] rules
  archlint map --format csv --language zh
  archlint map --check docs/mapping.md     does it still say what the tree and the rules say?

Exit status: 0 drafted, or no difference; 1 destinations clash, or the document differs; 2 as for check.
""",
)
@_path
@_config
@click.option("--format", "-f", "form", type=click.Choice(["markdown", "csv"]), help="[default: markdown]")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Of what is written, not of the rules [default: en].")
@click.option("--output", "-o", type=_file, metavar="FILE", help="Write to FILE instead of standard output.")
@click.option("--batch-id", metavar="ID", help="For the front matter [default: the date and -mapping].")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _, __, moment: moment and moment.date().isoformat(),
    metavar="DATE",
    help="For the front matter, YYYY-MM-DD [default: the clock's].",
)
@click.option("--owner", metavar="NAME", help="For the front matter [default: TBD].")
@click.option("--base-commit", metavar="HASH", help="For the front matter [default: TBD].")
@click.option("--check", "document", type=_file, metavar="FILE", help="Compare a document instead of writing one.")
@_cache
def map_(
    path: str | None,
    config: str | None,
    form: str | None,
    language: str | None,
    output: str | None,
    batch_id: str | None,
    date: str | None,
    owner: str | None,
    base_commit: str | None,
    document: str | None,
    no_cache: bool,
) -> int:
    """Draft the mapping old_path -> new_path from the [[classify]] rules of layers.toml."""
    from archlint.commands import map as map_session
    from archlint.commands.session import Session

    session = Session(path=path, config=config, cache=not no_cache, progress=_progress())
    if document is not None:
        if any((form, language, output, batch_id, date, owner, base_commit)):
            raise click.UsageError(
                "--check writes no document: --format, --output and the front matter do not go with it"
            )
        done = map_session.check(session, document)
    else:
        heading = {"batch_id": batch_id or "", "date": date or "", "owner": owner or "TBD"}
        heading["base_commit"] = base_commit or "TBD"
        done = map_session.draft(session, form or "markdown", language or "en", heading)
    if output:
        from archlint.edge.workspace import write_atomically

        write_atomically(output, done.text, session.territory())
    elif document is not None:
        write_out(done.text)
    else:
        write_document(done.text)
    write_err(done.said)
    return done.status


@main.command(
    short_help="Order the moves of a mapping into sound batches.",
    epilog="""\b
Examples:
  archlint plan -m moves.md                              the batches, and what is blocked and why
  archlint plan -m moves.md --start pkg/wkutil --output batches/
  archlint plan -m moves.md --layer Domain --batch-size 10
  archlint plan -m moves.md --status                     rows done, pending, blocked

\b
--output DIR writes for each batch, under its id:
  ID.md               document in the mapping's form; can be read again as a mapping of this batch
  ID.sh               `git mv` of its files, all checked first; `sh ID.sh --undo` goes back
  ID.patch            what is to be rewritten, for `git apply` after the script: import specs,
                      qualifiers, and at the end of each moved file its MIGRATION-META comment
  ID.rewrites.csv     the same as a list, with file and line; ID.rewrites.json has comments too
and plan.json, and a document of the rows that are blocked. What is rewritten is right for the
tree on which the batches before have been carried out. Plan anew when something else has changed.

A batch is sound when archlint finds nothing in the mapped tree that Go would refuse and that was
not there before. Findings of rules hold no batch up; its document tells what it breaks and mends.

Exit status: 0 all rows are done or planned, 1 some are blocked, 2 as for check.
""",
)
@_path
@_config
@_mapping
@click.option("--batch-size", type=click.IntRange(min=1), default=20, metavar="N", help="Files a batch [default: 20].")
@click.option("--start", multiple=True, metavar="PATH", help="Folder or file that is wanted first; may be repeated.")
@click.option("--context", "contexts", multiple=True, metavar="NAME", help="Only rows of this target_context.")
@click.option("--layer", "layers", multiple=True, metavar="NAME", help="Only rows of this target_layer.")
@click.option(
    "--companions", is_flag=True, help="Take along what has no row: in-package tests, embedded files, assembly."
)
@click.option("--output", "-o", type=_file, metavar="DIR", help="Write documents, scripts, patches and lists to DIR.")
@click.option("--status", is_flag=True, help="Only count the rows that are done, pending and blocked.")
@click.option("--format", "-f", "form", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", help="Of the documents [default: en].")
@_today
@_cache
def plan(
    path: str | None,
    config: str | None,
    mappings: tuple[str, ...],
    batch_size: int,
    start: tuple[str, ...],
    contexts: tuple[str, ...],
    layers: tuple[str, ...],
    companions: bool,
    output: str | None,
    status: bool,
    form: str,
    language: str,
    today: str | None,
    no_cache: bool,
) -> int:
    """Order the moves of a mapping into batches, each of which leaves the tree sound.

    Leaves come first. Files that cannot move apart are moved together; rows that cannot be moved soundly are set
    apart, with the reason and the smallest change that frees them.
    """
    from archlint.commands.plan import PlanSession
    from archlint.commands.session import Session
    from archlint.pipeline.plan import Wishes

    session = Session(
        path=path, config=config, mappings=mappings, cache=not no_cache, today=today, progress=_progress()
    )
    places = tuple(place.rstrip("/") for place in start)
    wishes = Wishes(batch_size, places, contexts, layers, companions)
    made, said = PlanSession(session, wishes, output or "", status, form, language).run(_meter("Planning"))
    (write_document if form == "json" else write_out)(said)
    return made


def _meter(label: str) -> Callable[[int, int], None]:
    """A function that shows how far something is on standard error, where a person looks at it."""
    if not is_terminal(sys.stderr) or os.environ.get("CI"):
        return lambda _done, _all: None

    def show(done: int, of: int) -> None:
        write_meter(f"{label}: {done} of {of} files" + ("\n" if done == of else ""))

    return show


def _progress(*, quiet: bool = False) -> Any:
    """A function that wraps an iterable in a progress bar on standard error, where a person looks at one; else None."""
    if quiet or not is_terminal(sys.stderr) or os.environ.get("CI"):
        return None

    def wrap(items: Sequence[Any], label: str) -> Any:
        if len(items) < MANY_FILES:
            return items
        bar = click.progressbar(items, label=label, file=sys.stderr, show_pos=True)

        def run() -> Any:
            with bar as steps:
                yield from steps

        return run()

    return wrap


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status, whatever happens."""
    debug = bool(os.environ.get("ARCHLINT_DEBUG"))
    reserve = bytes(_RESERVE)  # not touched, and so nothing but an address
    try:
        return _run(list(sys.argv[1:] if arguments is None else arguments))
    except MemoryError:
        del reserve
        if debug:
            raise
    write_err(f"archlint: error: {OUT_OF_MEMORY}\n")  # only now, when what the run held has been let go
    return 2


def _run(arguments: list[str]) -> int:
    """Run, and tell what goes wrong, but for a want of memory."""
    try:
        return _invoke(arguments)
    except MemoryError:
        raise
    except (KeyboardInterrupt, click.Abort):
        write_err("archlint: interrupted\n")
        return 130
    except click.ClickException as wrong:
        with StringIO() as text:
            wrong.show(text)
            write_err(text.getvalue())
        return 2
    except ArchlintError as wrong:
        write_err("".join(f"archlint: error: {visible(str(complaint))}\n" for complaint in wrong.complaints))
        return 2
    except OSError as problem:  # of the machine, and told where it is expected; a disk may fail anywhere
        where = f"{problem.filename}: " if problem.filename else ""
        write_err(f"archlint: error: {visible(f'{where}{problem.strerror or problem}')}\n")
        return 2
    except Exception as problem:  # the one boundary: a bug ends in status 3 and a word to its finder
        if os.environ.get("ARCHLINT_DEBUG"):
            raise
        status, said = _unexpected(problem)
        write_err(said)
        return status


def _unexpected(problem: Exception) -> tuple[int, str]:
    """The status, and what to say of an exception that nobody had in mind."""
    said = visible(str(problem))
    if type(problem) is RuntimeError and said.startswith(
        "can't allocate"
    ):  # Python's word for it where it opens a file
        return 2, f"archlint: error: {OUT_OF_MEMORY}\n"
    if isinstance(problem, (ImportError, SystemError)):  # also where there is too little memory to load a library
        return 2, (
            f"archlint: error: a part of archlint cannot be loaded: {said}\n"
            "Install archlint with its dependencies anew; if it is installed, give it more memory.\n"
        )
    if isinstance(problem, RecursionError):
        return 2, (
            "archlint: error: something in the input is nested too deeply to be read\n"
            "ARCHLINT_DEBUG=1 shows what was being read.\n"
        )
    return 3, (
        f"archlint: this is a bug in archlint {__version__}: {type(problem).__name__}: {said}\n"
        "Please report it with the command you ran; ARCHLINT_DEBUG=1 shows where it happened.\n"
    )


def _invoke(arguments: list[str]) -> int:
    """Parse and call. Click's own `main` is left out: it ends the process with status 1 where a pipe is closed."""
    completing = os.environ.get(_COMPLETE)
    if completing:
        from click.shell_completion import shell_complete

        return 2 if shell_complete(main, {}, "archlint", _COMPLETE, completing) else 0
    try:
        with main.make_context("archlint", arguments) as context:
            status = main.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except BrokenPipeError:  # by --help and --version, which click prints
        return 0
    return status if isinstance(status, int) else 0
