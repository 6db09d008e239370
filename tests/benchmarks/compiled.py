"""Not speed: random mappings of real trees are planned and carried out, and Go judges the result.

usage: python -m tests.benchmarks.compiled TREE... [--mappings N] [--seed S] [--first K] [--tests] [--over-refusal M]
       [--back] [--minutes T] [--builds B]

Each TREE is a checkout of Go modules whose dependencies are there (`go mod download`). For each mapping, archlint makes
the plan; a copy of the tree gets the moves and patches of each batch in turn; `go list`, `go build` and `go vet` judge
the packages that files left, came to, or were rewritten in, and those that import them. `go vet` compiles the tests.
Files of another build configuration are judged with their GOOS, GOARCH and tags. What Go says about the untouched tree
too doesn't count.

--tests runs the tests of the modules whose tests take a minute at most, before and after all batches of a plan.
--over-refusal tries M blocked units of each mapping: each blocked file alone, moved in addition to the batches and
rewritten in the same way, whatever the hazards say; then the whole unit. A file that builds then needn't be blocked.

--back takes the tree after all batches as a tree of its own and moves some files back, so that packages of one name
merge. Such merges are rare in real trees.

What fails is printed with its mapping, made smaller as long as it fails.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))  # for `python -m tests.benchmarks.compiled`
sys.path.insert(0, str(Path(__file__).parent))

from compiled_go import HOST, Build, Complaint, Copy, Judge, State, builds_for
from compiled_moves import Draw, Drawing, folder_of
from measure import table
from support.patches import patched

from archlint.edge.sources import Sources
from archlint.edge.symbol_files import read_symbols
from archlint.edge.tree import read_tree
from archlint.errors import MappingError
from archlint.languages.go.language import GO
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.moves import Mapping as Document
from archlint.model.moves import Row
from archlint.model.policy import Config, Scan
from archlint.model.symbols import Symbols
from archlint.pipeline.checker import Checker
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.plan import Planned, PlanOptions, plan_batches
from archlint.pipeline.plan_rewrites import Known, states_after
from archlint.planning.plans import Blocked, Move
from archlint.rewriting.rewrites import State as FileState
from archlint.rewriting.rewrites import mark, patch_of

MOST_TEXT = 16 * 1024 * 1024
MOST_TRIALS = 20
"""How many smaller mappings to try for one that fails."""
MOST_ROWS = 6
"""How many files of a blocked unit are tried."""
MOST_TEST_SECONDS = 60.0

Moves = Mapping[str, str]


class Subject:
    """archlint on one tree, in this process. Nothing is read twice."""

    def __init__(self, root: Path) -> None:
        self._sources = Sources(str(root))
        self._config = Config(scan=Scan(tests="include"))
        self.tree = read_tree(self._sources, self._config.scan, "include", everything=True)
        self.facts = {file.path: file for file in self.tree.files}
        self.paths = {*self.facts, *self.tree.others}
        self._symbols: dict[tuple[str, tuple[str, ...]], Symbols] = {}
        self._texts: dict[str, str] = {}
        self._importers: dict[str, set[str]] = {}
        for file in self.tree.files:
            for spec in file.imports:
                self._importers.setdefault(spec.path, set()).add(file.path)

    def plan(self, draw: Draw) -> Planned:
        """The plan of a mapping."""
        document = Document(("m.md",), draw.rows)
        inputs = Inputs(self.tree, self._config, today="2026-01-01", mapping=document, symbols=self._read)
        return plan_batches(inputs, document, PlanOptions(draw.size, companions=draw.companions))

    def state(self, checker: Checker, moves: Moves, batch_of: Moves, known: Known) -> State:
        """The tree after these moves, with the patches of the plan."""
        marks = {
            old: mark(batch_of[old], old, new, date="2026-01-01")
            for old, new in moves.items()
            if old in batch_of and GO.is_source(new)
        }
        texts = {
            state.path: patched(self._text(path), patch_of(self._text(path), FileState(path), state))
            for path, state in states_after(checker, moves, marks, text_of=self._text, known=known).items()
            if state.edits or state.marks
        }
        today = {new: old for old, new in moves.items()}
        files = {*moves, *(today.get(path, path) for path in texts)}
        changed = {folder_of(path) for old, new in moves.items() for path in (old, new)} | {*map(folder_of, texts)}
        before = frozenset(map(folder_of, files))
        return State(moves, texts, self._modules(moves, changed | before), frozenset(changed), before)

    def builds(self, state: State, most: int) -> list[Build]:
        """The builds that a state is judged for, by the constraints of the files that it moves or rewrites."""
        today = {new: old for old, new in state.moves.items()}
        files = {*state.moves, *(today.get(path, path) for path in state.texts)}
        constraints = [self.facts[path].constraint for path in sorted(files) if path in self.facts]
        return [HOST, *builds_for(constraints, most)]

    def _modules(self, moves: Moves, folders: Collection[str]) -> dict[str, str]:
        """The modules, by today's folder, that have one of the folders, or a file that imports one of them."""
        roots = {module.folder: module.path for module in self.tree.modules if module.folder != ".."}
        concerned = {home_of(folder, roots) for folder in folders}
        for folder in folders:
            home = home_of(folder, roots)
            path = f"{roots.get(home, '')}/{folder[len(home) :].lstrip('/')}".rstrip("/")
            concerned |= {home_of(folder_of(each), roots) for each in self._importers.get(path, ())}
        found: dict[str, str] = {}
        for folder in sorted(concerned & roots.keys()):
            mod = f"{folder}/go.mod" if folder else "go.mod"
            found[folder] = folder_of(moves.get(mod, mod))
        return found

    def _read(self, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, Symbols]:
        missing = {path: names for path, names in wanted.items() if (path, names) not in self._symbols}
        if missing:
            found, _ = read_symbols(self._sources, missing)
            self._symbols.update(((path, names), found[path]) for path, names in missing.items())
        return {path: self._symbols[path, names] for path, names in wanted.items()}

    def _text(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = self._sources.read(path, MOST_TEXT).decode("utf-8", "surrogateescape")
        return self._texts[path]


def home_of(folder: str, modules: Iterable[str]) -> str:
    """The folder of the module that a folder is in."""
    return max((each for each in modules if not each or f"{folder}/".startswith(f"{each}/")), key=len, default="")


class Run:
    """The judging of one tree."""

    def __init__(self, root: Path, folder: Path, options: argparse.Namespace) -> None:
        self.options = options
        self.folder = folder
        self.subject = Subject(root)
        self.judge = Judge(Copy(root, folder))
        self.figures: Counter[str] = Counter()
        self.signatures: Counter[str] = Counter()
        self.confirmed: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self.passing: dict[str, Counter[str]] = {}
        for module in self.subject.tree.modules:
            if module.folder != ".." and not self.judge.add_module(module.folder):
                print(f"not judged: the module in '{module.folder or '.'}', which Go can't load")
        if options.tests:
            self._find_fast_tests()

    def _find_fast_tests(self) -> None:
        for folder, loads in self.judge.modules.items():
            first = self.judge.tests(None, folder, MOST_TEST_SECONDS) if loads else None
            again = self.judge.tests(None, folder, MOST_TEST_SECONDS) if first else None
            if first and again:
                self.passing[folder] = first & again
                print(f"tests of '{folder or '.'}': {sum(self.passing[folder].values())} pass", flush=True)

    def mapping(self, draw: Draw) -> None:
        """Judge one mapping."""
        try:
            planned = self.subject.plan(draw)
        except MappingError as refused:
            self.figures["mappings refused"] += 1
            print(f"refused {draw.number} ({draw.kind}): {str(refused).splitlines()[0]}", file=sys.stderr)
            return
        plan = planned.plan
        self.figures["mappings"] += 1
        self.figures["moves in batches"] += len(plan.moves)
        self.figures["blocked units"] += len(plan.blocked)
        self.figures["blocked moves"] += sum(len(each.moves) for each in plan.blocked)
        if not self._batches(draw, planned):
            return
        if plan.blocked and self.options.over_refusal:
            self._blocked(draw, planned)
        if plan.moves and self.options.back:
            self._back(draw, planned)

    def _batches(self, draw: Draw, planned: Planned) -> bool:
        """Judge the state after each batch. Report whether all are sound."""
        made: dict[str, str] = {}
        batch_of: dict[str, str] = {}
        known: Known = {}
        warnings: list[Finding] = []
        state: State | None = None
        for batch in planned.plan.batches:
            made = {**made, **{move.old: move.new for move in batch.moves}}
            batch_of.update((move.old, batch.id) for move in batch.moves)
            warnings += batch.behind
            state = self.subject.state(planned.checker, made, batch_of, known)
            builds = self.subject.builds(state, self.options.builds)
            self.figures["batches"] += 1
            self.figures["judged for another build"] += len(builds) - 1
            found = self.judge.complaints(state, builds)
            if found:
                warned = any(each.identity[-1] == "tests" for each in warnings)  # these tests don't have to build
                kind = "batches that fail, with a warning" if warned else "BATCHES THAT FAIL"
                self._failed(kind, draw, planned, moves=made, found=found)
                return False
        if state is not None and self.passing:
            return self._behave(draw, planned, state, warned=bool(warnings))
        return True

    def _back(self, draw: Draw, planned: Planned) -> None:
        """Take the tree after all batches as a tree of its own, and move some files back: parts of packages merge."""
        batch_of = {move.old: batch.id for batch in planned.plan.batches for move in batch.moves}
        state = self.subject.state(planned.checker, {move.old: move.new for move in planned.plan.moves}, batch_of, {})
        rows = back_rows(planned.plan.moves, random.Random(f"back {self.options.seed} {draw.number}"))
        if not rows:
            return
        moved, copy = (self.folder.parent / f"{self.folder.name}-{name}" for name in ("moved", "back"))
        for folder in (moved, copy):
            shutil.rmtree(folder, ignore_errors=True)
        self.judge.put(state)
        Copy(self.folder, moved)
        options = argparse.Namespace(**{**vars(self.options), "back": False, "over_refusal": 0, "tests": False})
        run = Run(moved, copy, options)
        run.passing = self.passing
        run.mapping(Draw(draw.number, f"back after {draw.kind}", rows, size=1000, companions=False))
        self.figures.update({f"{kind}, back" if kind.islower() else kind: n for kind, n in run.figures.items()})
        self.signatures.update(run.signatures)

    def _failed(self, kind: str, draw: Draw, planned: Planned, moves: Moves, found: list[Complaint]) -> None:
        build = found[0].build

        def fails(some: Moves) -> bool:
            if not some or planned.checker(some):
                return False
            state = self.subject.state(planned.checker, some, {}, {})
            last[:] = self.judge.complaints(state, [build]) or last
            return bool(last) and self.judge.complaints(state, [build]) != []

        last = found
        small = smaller(moves, fails)
        self.figures[kind] += 1
        self.signatures[f"{kind}: {signature(last[0])}"] += 1
        hazards = planned.checker.outlook(small).hazards
        self._print(kind, draw, small, last, notes=[f"{each.severity} {each.kind}: {each.message}" for each in hazards])

    def _behave(self, draw: Draw, planned: Planned, state: State, *, warned: bool) -> bool:
        for folder in state.modules:
            if folder not in self.passing:
                continue
            lost = self._lost(state, folder, self.passing[folder])
            lost = lost and self._lost(state, folder, self.passing[folder])  # it may have been chance
            self.figures["runs of tests"] += 1
            if not lost:
                continue

            def fails(some: Moves, folder: str = folder, lost: Counter[str] = lost) -> bool:
                if not some or planned.checker(some):
                    return False
                now = self.subject.state(planned.checker, some, {}, {})
                wanted = Counter({name: self.passing[folder][name] for name in lost})
                return bool(self._lost(now, folder, wanted, names=lost))

            small = smaller(state.moves, fails, 10)
            final = self.subject.state(planned.checker, small, {}, {})
            self.judge.tests(final, final.modules.get(folder, folder), MOST_TEST_SECONDS, lost)
            printed = [line.rstrip() for name in ["", *lost] for line in self.judge.printed.get(name, ())[:15]]
            kind = "test runs that differ, with a warning" if warned else "TEST RUNS THAT DIFFER"
            self.figures[kind] += 1
            self.signatures[f"{kind}: {', '.join(sorted(lost))[:100]}"] += 1
            hazards = planned.checker.outlook(small).hazards
            notes = [f"{each.severity} {each.kind}: {each.message}" for each in hazards]
            self._print(f"{kind}: {dict(lost)}", draw, small, printed[:40], notes=notes)
            return False
        return True

    def _lost(self, state: State, folder: str, wanted: Counter[str], names: Iterable[str] = ()) -> Counter[str]:
        passed = self.judge.tests(state, state.modules.get(folder, folder), MOST_TEST_SECONDS, names)
        return wanted - (passed or Counter())

    def _blocked(self, draw: Draw, planned: Planned) -> None:
        """Try blocked units, alone with what goes."""
        kept = {move.old: move.new for move in planned.plan.moves}
        lot = random.Random(f"{self.options.seed} {draw.number}")
        most = min(self.options.over_refusal, len(planned.plan.blocked))
        for unit in sorted(lot.sample(planned.plan.blocked, k=most), key=lambda each: each.folder):
            self.figures["blocked units tried"] += 1
            rows = {move.old: move.new for move in unit.moves}
            free = 0
            for old in sorted(lot.sample(sorted(rows), k=min(MOST_ROWS, len(rows)))):
                self.figures["blocked files tried"] += 1
                if self._goes(planned, kept, {old: rows[old]}, unit):
                    free += 1
                    self._over_refused("OVER-REFUSED FILES", draw, planned, kept, {old: rows[old]})
            self.figures["units with an over-refused file"] += bool(free)
            if not free and len(rows) > 1 and self._goes(planned, kept, rows, unit):
                self._over_refused("OVER-REFUSED UNITS", draw, planned, kept, rows)

    def _goes(self, planned: Planned, kept: Moves, more: Moves, unit: Blocked | None) -> bool:
        """Whether Go takes the tree with these moves too, in each build that they and their hazards concern."""
        moves = {**kept, **more}
        stay = self.subject.paths - moves.keys()
        if any(new in stay for new in more.values()) or len(set(moves.values())) < len(moves):
            return False
        state = self.subject.state(planned.checker, moves, {}, {})
        reasons = unit.reasons if unit else planned.checker(moves)
        files = sorted({*more, *named_files(reasons)} & self.subject.facts.keys())
        constraints = [self.subject.facts[path].constraint for path in files]
        builds = [HOST, *builds_for(constraints, 3 * self.options.builds)]
        found = self.judge.complaints(state, builds, near=self._near(reasons, moves))
        if unit and found:
            text = signature(found[0])
            self.confirmed[text] += 1
            self.examples.setdefault(text, f"{', '.join(more)}: {found[0]}")
        return not found

    def _near(self, reasons: Iterable[Finding], moves: Moves) -> set[str]:
        return {folder_of(moves.get(path, path)) for path in named_files(reasons)}

    def _over_refused(self, kind: str, draw: Draw, planned: Planned, kept: Moves, more: Moves) -> None:
        """Print what is blocked needlessly. Without a hazard, archlint itself finds it sound with what goes."""

        def still(some: Moves) -> bool:
            return bool(planned.checker({**some, **more})) and self._goes(planned, some, more, None)

        small: Moves = kept
        if planned.checker({**kept, **more}):
            small = {} if still({}) else smaller(kept, still, 16)
        reasons = planned.checker({**small, **more})
        if reasons and all(each.kind == "left-behind" for each in reasons):
            kind = "blocked files that build, but lose a companion"  # a pattern of go:embed that matches less
        self.figures[kind] += 1
        why = ", ".join(sorted({each.kind for each in reasons})) or "no hazard"
        self.signatures[f"{kind}: {why}"] += 1
        notes = [f"{each.severity} {each.kind} {each.place.path}:{each.place.line}: {each.message}" for each in reasons]
        shown = small if reasons else {}
        self._print(kind, draw, shown, [f"{old} -> {new}" for old, new in more.items()], notes=notes or [why])

    def _print(self, kind: str, draw: Draw, moves: Moves, found: Iterable[object], notes: list[str]) -> None:
        print(f"\n### {kind}: mapping {draw.number} ({draw.kind})\n")
        print(*(f"    {old} -> {new}" for old, new in sorted(moves.items())), sep="\n")
        print(*(f"  says: {each}" for each in list(found)[:40]), sep="\n")
        print(*(f"  hazard: {note}" for note in notes[:10]), sep="\n", flush=True)


def back_rows(moves: Iterable[Move], lot: random.Random) -> tuple[Row, ...]:
    """Rows that move files back: those that came to some folders, or half of them."""
    homes = sorted({folder_of(move.new) for move in moves})
    chosen = set(lot.sample(homes, k=lot.randint(1, len(homes)))) if homes else set()
    some = lot.choice((1.0, 1.0, 0.5))
    rows = [(move.new, move.old) for move in moves if folder_of(move.new) in chosen and lot.random() < some]
    return tuple(Row(new, old, Place("m.md", line)) for line, (new, old) in enumerate(rows, 1))


def named_files(reasons: Iterable[Finding]) -> set[str]:
    """The files that findings name."""
    found: set[str] = set()
    for each in reasons:
        found |= {each.place.path, *(related.place.path for related in each.related)}
        if each.cycle is not None:
            found |= {place.path for hop in each.cycle.hops for place in hop.places}
    return found


def smaller(moves: Moves, fails: Callable[[Moves], bool], trials: int = MOST_TRIALS) -> Moves:
    """Fewer moves that fail too: whole folders are left out as long as that holds, then parts, larger parts first."""
    left = dict(moves)
    for folder in sorted({folder_of(old) for old in moves}):
        some = {old: new for old, new in left.items() if folder_of(old) != folder}
        if some and len(some) < len(left) and trials > 0:
            trials -= 1
            left = some if fails(some) else left
    parts = 2
    while len(left) > 1 and trials > 0:
        names = sorted(left)
        size = -(-len(names) // parts)
        for at in range(0, len(names), size):
            some = {old: left[old] for old in names if old not in names[at : at + size]}
            trials -= 1
            if some and fails(some):
                left, parts = some, max(2, parts - 1)
                break
            if trials <= 0:
                break
        else:
            if size == 1:
                break
            parts = min(len(names), parts * 2)
    return left


def signature(complaint: Complaint) -> str:
    """The kind of a message: without its names."""
    words = complaint.text.split()
    plain = [word for word in words if word.strip("():,;").isalpha() and word.strip("():,;").islower()]
    return " ".join(plain[:10])


def main() -> int:
    options = parse()
    if shutil.which("go") is None:
        sys.exit("compiled.py: no Go toolchain on PATH")
    until = time.monotonic() + options.minutes * 60 if options.minutes else None
    total: Counter[str] = Counter()
    signatures: Counter[str] = Counter()
    for name in options.trees:
        if until is not None and time.monotonic() > until:
            break
        root = Path(name).resolve()
        with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
            run = judge_tree(root, Path(folder) / root.name, options, until)
        total.update(run.figures)
        signatures.update(run.signatures)
    if len(options.trees) > 1:
        print(f"\n## All\n\n{table(('', ''), [(kind, str(number)) for kind, number in total.items()])}")
        print(*(f"{number} x {kind}" for kind, number in signatures.most_common()), sep="\n")
    return 1 if any(kind.isupper() for kind in total) else 0


def judge_tree(root: Path, folder: Path, options: argparse.Namespace, until: float | None) -> Run:
    """Judge the mappings of one tree."""
    print(f"\n## {root.name}, seed {options.seed}\n", flush=True)
    start = time.monotonic()
    run = Run(root, folder, options)
    drawing = Drawing(run.subject.tree, root.name, options.seed)
    for number in range(options.first, options.first + options.mappings):
        if until is not None and time.monotonic() > until:
            break
        run.mapping(drawing.draw(number))
        print(f"\r{root.name} {number}: {dict(run.figures)}", end="", file=sys.stderr, flush=True)
    print(f"\n{root.name}: {time.monotonic() - start:.0f} s, of which Go "
          + ", ".join(f"{kind} {run.judge.seconds[kind] // 1000} s ({number} runs)"
                      for kind, number in run.judge.runs.items()))  # fmt: skip
    print(table(("", ""), [(kind, str(number)) for kind, number in run.figures.items()]))
    print(*(f"{number} x {kind}" for kind, number in run.signatures.most_common()), sep="\n", flush=True)
    if run.confirmed:
        print("\nWhat Go says against blocked files:\n")
        for text, number in run.confirmed.most_common(40):
            print(f"{number} x {text} ({run.examples[text][:300]})")
    return run


def parse() -> argparse.Namespace:
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("trees", nargs="+", metavar="TREE")
    parser.add_argument("--mappings", type=int, default=20, help="of each tree [default: 20]")
    parser.add_argument("--first", type=int, default=0, help="the number of the first mapping, to see one again")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", action="store_true", help="run the tests of modules whose tests are fast")
    parser.add_argument("--over-refusal", type=int, default=0, metavar="M", help="blocked units to try of each mapping")
    parser.add_argument("--back", action="store_true", help="move some files back afterwards, which merges packages")
    parser.add_argument("--builds", type=int, default=2, help="other builds to judge a batch for, at most [default: 2]")
    parser.add_argument("--minutes", type=float, help="begin no mapping after this time")
    parser.add_argument("--scratch", help="the folder for copies; hard links need the file system of the trees")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
