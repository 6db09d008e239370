"""`archlint diff`: what changed in the architecture between two revisions, or since one of them."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING, NamedTuple

from archlint import __version__
from archlint.commands.configuration import find, read_config
from archlint.commands.console import write_document, write_err, write_out
from archlint.commands.loading import Loaded, load
from archlint.commands.revision_reader import Later, RevisionReader, find_folder
from archlint.commands.scanning import tree_of
from archlint.config.document import parse_config
from archlint.edge import workspace
from archlint.edge.revision_sources import Now, RevisionSources, list_revision
from archlint.edge.revisions import Repository, Revision
from archlint.edge.sources import Sources
from archlint.edge.symbol_reader import SymbolReader
from archlint.model.findings import Result, RunInfo
from archlint.pipeline.against import check_against, see
from archlint.pipeline.baseline import read_baseline
from archlint.pipeline.inputs import Inputs
from archlint.reports.diff import DIFF_FORMATS, Ends
from archlint.reports.safe import visible

if TYPE_CHECKING:
    from archlint.commands.options import Options

_HINT = "name two revisions of a git repository, or one to compare with the working tree"
_NO_RULES = b"version = 1"
WORKING_TREE = "the working tree"


class DiffReporting(NamedTuple):
    """How the change is printed: the format, the file ("" for standard output), and as in `Reporting`."""

    form: str = "text"
    output: str = ""
    color: bool = False
    verbose: int = 0


def diff(options: Options, ends: Ends, reporting: DiffReporting) -> int:
    """Print the change, and return the exit status, which is 0."""
    result, prefix = compare_revisions(options, ends.before, ends.after)
    run = RunInfo(__version__, {}, reporting.color, prefix=prefix, verbose=reporting.verbose)
    text = DIFF_FORMATS[reporting.form](result, run, ends._replace(after=ends.after or WORKING_TREE))
    if reporting.output:
        workspace.write_atomically(reporting.output, text, options.territory())
    elif reporting.form == "json":
        write_document(text)
    else:
        write_out(text, color=reporting.color)
    for complaint in (*result.problems, *(result.base.notices if result.base else ())):
        write_err(f"archlint: note: {visible(str(complaint))}\n")
    return 0


def compare_revisions(options: Options, before: str, after: str) -> tuple[Result, str]:
    """The later tree held against the earlier one, and the scan root's folder in the repository.

    `after` "" is the working tree. The later rules judge both; a revision without rules is judged by those of today.

    Raises InputError for a revision that can't be read, ConfigError if the later rules can't be.
    """
    options = options._replace(purpose="graph")
    root = find(options).root
    repository = Repository(root, "archlint diff", _HINT)
    earlier = repository.revision(before)
    if not after:
        later_commit, loaded = None, load(options._replace(contents=True))
    else:
        later = repository.revision(after)
        later_commit, loaded = later.commit, _load_revision(options, root, repository, revision=later)
    found = find_folder(repository, earlier, repository.renames(earlier.commit, later_commit))
    reader = RevisionReader(options, found, loaded.reader.cache)
    return check_against(
        loaded.inputs, reader.against(Later(loaded.inputs, loaded.sources)), see(loaded.inputs)
    ), repository.prefix


def _load_revision(options: Options, root: str, repository: Repository, revision: Revision) -> Loaded:
    """What `load` reads of the working tree, of a revision."""
    listed = list_revision(repository, revision, repository.prefix)
    sources = RevisionSources(listed, Now(Sources(root, whole=True), {}))
    reader = SymbolReader(sources, options.progress)
    named = options.config_path() or os.path.join(root, workspace.CONFIG_NAME)
    path = workspace.relative_to(root, named)
    known_path = posixpath.join(posixpath.dirname(path), workspace.BASELINE_NAME)
    data, known = repository.files(revision.commit, repository.prefix, (path, known_path))
    if data is None and os.path.isfile(named):
        config = read_config(options, named)
    else:
        config = parse_config(data or _NO_RULES, path)
    tree = tree_of(options, sources, config, mapping=None)
    baseline = None if known is None else read_baseline(known_path, known)
    inputs = Inputs(tree, config, options.date, baseline=baseline, baseline_path=known_path, symbols=reader.read)
    return Loaded(inputs, sources, reader, baseline_file=known_path)
