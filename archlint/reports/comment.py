"""The `comment` report: what a change does to the architecture, for a comment on a pull request.

It is read before it is unfolded, so that comes to at most one screen: the verdict, what the change does to its own
rules, the first findings that it introduces, and a picture of the dependencies that it changes. Complete lists are
folded away, and cut where the comment would be longer than a code host accepts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archlint.model.findings import Finding, Result, RunInfo
from archlint.model.location import Place
from archlint.reports.change_picture import changed_dependencies
from archlint.reports.change_sections import all_sections, cycle_change, nothing_changed
from archlint.reports.change_words import name_of, rule_change
from archlint.reports.closing import weakened_sentences
from archlint.reports.digest import Group, groups_of, module_of
from archlint.reports.markdown_sections import folded
from archlint.reports.markdown_text import code, fenced, fold, prose
from archlint.reports.safe import visible
from archlint.reports.tally import by_severity, inert_rules, weakened
from archlint.reports.verdict import fails
from archlint.text.lists import count, listed

_LONGEST = 60_000  # bytes; GitHub accepts 65,536 characters
_LINE, _SENTENCE, _NAME = 180, 130, 70  # characters; a line of a comment has about 100
_GROUPS = 4
_EFFECTS = {"loosened": "Lets more pass", "changed": "Changed"}
_RULES_SHOWN, _LOOSENED_SHOWN, _CYCLES_SHOWN, _PROBLEMS_SHOWN, _NOTES_SHOWN, _TITLES_SHOWN = 2, 2, 2, 5, 2, 4


def render(result: Result, run: RunInfo) -> str:
    """Return the comment, which ends in a newline and has at most 60,000 bytes; one line if nothing changed."""
    return "\n\n".join(comment_blocks(result, run)) + "\n"


def comment_blocks(result: Result, run: RunInfo) -> list[str]:
    """Return the blocks of the comment, the first of which is the verdict."""
    if _changes_nothing(result, run):
        return [
            f"**archlint passed**: nothing changed in the architecture since {_base(result)}.{_carried(result, run)}"
        ]
    gate = list(_gate(result, run))
    shown = [_title(result, run), *_about(result, run), *gate, *_problems(result)]
    shown += [*_findings(result, run, _GROUPS - len(gate)), *_cycles(result)]
    picture = changed_dependencies(result, run)
    if picture is not None:
        shown += [f"{fenced(picture.chart, 'mermaid')}\n\n{prose(_cut(picture.legend))}"]
    below = [*_notes(result, run), *_more(result)]
    return [*shown, *_lists(result, run, _LONGEST - _size([*shown, *below])), *below]


def _changes_nothing(result: Result, run: RunInfo) -> bool:
    return (
        result.base is not None
        and nothing_changed(result)
        and not (result.problems or result.base.notices or result.elsewhere)
        and not weakened(result, run).inert_rules
        and not any(fails(finding, run) for finding in result.findings)
    )


# --- the verdict ------------------------------------------------------------------------------------------------------


def _title(result: Result, run: RunInfo) -> str:
    if result.problems:
        what = "didn't pass" if result.stats.files else "checked nothing"
        return f"### archlint {what}: {count(len(result.problems), 'problem')} to fix first"
    counted = _counted(result, run)
    word = "failed" if any(fails(finding, run) for finding in counted) else "passed"
    new = by_severity(finding for finding in counted if finding.change != "carried") or "no findings"
    old = by_severity(finding for finding in counted if finding.change == "carried")
    who = f"{_who(result)} introduces " if _who(result) else ""
    old = f"; {old} from before also counted" if old else ""
    inert = weakened(result, run).inert_rules
    caveats = ["looser rules"] if _loosens(result) else []
    caveats += [count(inert, "inert rule")] if inert else []
    head = f"### archlint {word}, with {listed(caveats)}" if caveats else f"### archlint {word}"
    return f"{head}: {who}{new}{old}" if who or counted or not inert else head


def _who(result: Result) -> str:
    return "this change" if result.base is not None else "the mapping" if result.view == "both" else ""


def _loosens(result: Result) -> bool:
    """Whether the change lets more pass than the rules of its base."""
    rules = result.changes.rules if result.changes else ()
    return bool(result.loosened) or any(item.effect == "loosened" for item in rules)


def _base(result: Result) -> str:
    if result.base is None:
        return ""
    return prose(f"commit {result.base.commit[:7]}" if result.base.name == "auto" else name_of(result.base))


def _counted(result: Result, run: RunInfo) -> list[Finding]:
    """The findings that the change introduces, with --strict also those that fail the run anyway."""
    return [item for item in result.findings if item.change in ("", "introduced") or fails(item, run)]


def _about(result: Result, run: RunInfo) -> Iterator[str]:
    """What else is to be known of the verdict, in one paragraph."""
    rules = code(_cut(result.config))
    sentences = [f"Checked by the rules in {rules}, and compared with {_base(result)}."] if _base(result) else []
    retired = sum(finding.change == "retired" for finding in result.findings)
    if retired:
        sentences.append(f"{count(retired, 'finding')} {'is' if retired == 1 else 'are'} gone.")
    carried = _carried(result, run).strip()
    sentences += [carried] if carried else []
    stricter = sum(item.effect == "tightened" for item in result.changes.rules) if result.changes else 0
    if stricter:
        sentences.append(f"{count(stricter, 'change')} {'makes' if stricter == 1 else 'make'} the rules stricter.")
    if sentences:
        yield " ".join(sentences)


def _carried(result: Result, run: RunInfo) -> str:
    number = sum(item.change == "carried" and not fails(item, run) for item in result.findings)
    if not number:
        return ""
    were, dont = ("was", "doesn't") if number == 1 else ("were", "don't")
    return f" {count(number, 'finding')} {were} there before and {dont} count."


# --- what the change does to its own rules ----------------------------------------------------------------------------


def _gate(result: Result, run: RunInfo) -> Iterator[str]:
    """An alert about rules that let more pass, or that say something else. Stricter rules need none."""
    rules = [item for item in result.changes.rules if item.effect != "tightened"] if result.changes else []
    rules.sort(key=lambda item: item.effect != "loosened")
    if not rules and not result.loosened:
        return
    weaker = _loosens(result)
    numbers = [count(len(rules), "change")] if rules else []
    numbers += [f"{count(len(result.loosened), 'finding')} no longer reported"] if result.loosened else []
    verb = "loosens" if weaker else "changes"
    items = [(_EFFECTS[item.effect], rule_change(item), item.place) for item in rules[:_RULES_SHOWN]]
    module = module_of(result.loosened)
    items += [
        ("No longer reported", _without(module, item.message), item.place) for item in result.loosened[:_LOOSENED_SHOWN]
    ]
    more = len(rules) + len(result.loosened) - len(items)
    lines = [f"[!{'WARNING' if weaker else 'NOTE'}]"]
    lines += [f"**This change {verb} the rules that it is checked by**: {listed(numbers)}.", ""]
    lines += [f"- {effect}: {prose(_cut(text, _SENTENCE))} ({_where(place, run)})" for effect, text, place in items]
    lines += [f"- and {more:,} more"] if more else []
    yield "\n".join(f"> {line}".rstrip() for line in lines)


def _where(place: Place, run: RunInfo) -> str:
    return code(_cut(f"{run.prefix}{place.path}:{place.line}", _NAME))


# --- findings, cycles, problems ---------------------------------------------------------------------------------------


def _findings(result: Result, run: RunInfo, most: int) -> Iterator[str]:
    """The first findings, by rule, the most severe first; those of at most so many rules."""
    counted = sorted(_counted(result, run), key=lambda item: not fails(item, run))
    groups = groups_of(counted, result)
    if not groups:
        return
    module = module_of(counted)
    each = max(1, (2 * most - 1) // len(groups[:most]))
    lines: list[str] = []
    for group in groups[:most]:
        if group.boundary is not None:
            lines += _across(group, module, run)
            continue
        lines.append(f"- **{by_severity(group.findings)}**{_rule(group)}")
        lines += [f"  - {_finding(finding, group, module, run=run)}" for finding in group.findings[:each]]
        left = len(group.findings) - each
        lines += [f"  - and {left:,} more"] if left > 0 else []
    if len(groups) > most:
        left = sum(len(group.findings) for group in groups[most:])
        lines.append(f"- and {count(left, 'finding')} of {count(len(groups) - most, 'more rule')}")
    yield "\n".join(lines)


def _across(group: Group, module: str, run: RunInfo) -> Iterator[str]:
    """The findings that one boundary causes: their number by kind, the first place, and the smallest way out."""
    kinds = listed(f"{count(len(found), 'finding')} of {code(kind)}" for kind, found in group.kinds.items())
    yield f"- **{by_severity(group.findings)}**: {code(_cut(group.title, _SENTENCE))}, {kinds}"
    yield f"  - {_finding(group.findings[0], group, module, run=run)}"
    if group.boundary is not None and group.boundary.ways:
        yield f"  - to fix: {prose(_cut(group.boundary.ways[0], _SENTENCE))}"


def _rule(group: Group) -> str:
    """The sentence of the rule, its id and its reason."""
    rule, because = code(_cut(group.rule, _NAME)), group.findings[0].because
    said = f": {prose(_cut(group.sentence, _SENTENCE))} ({rule})" if group.sentence else f" of {rule}"
    return f"{said}, because {prose(_cut(because, _SENTENCE))}" if because else said


def _finding(finding: Finding, group: Group, module: str, run: RunInfo) -> str:
    """The place, and the message without the words of the rule and without the path of the module."""
    said = finding.message.rpartition(": ")[2] if group.sentence else finding.message
    carried = " (carried)" if finding.change == "carried" else ""
    return f"{_where(finding.place, run)}: {prose(_cut(_without(module, said), _SENTENCE))}{carried}"


def _without(module: str, message: str) -> str:
    """The message with the names of packages as they are within the module."""
    return message.replace(f"'{module}", "'") if module else message


def _cycles(result: Result) -> Iterator[str]:
    """The cycles that are new or larger, unless an introduced finding tells of them."""
    told = {frozenset(item.cycle.members) for item in result.findings if item.cycle and item.change == "introduced"}
    changed = result.changes.cycles if result.changes else ()
    found = [item for item in changed if item.change in ("new", "grown") and frozenset(item.knot.members) not in told]
    if found:
        lines = [f"- {prose(_cut(cycle_change(item)))}" for item in found[:_CYCLES_SHOWN]]
        lines += [f"- and {len(found) - _CYCLES_SHOWN:,} more"] if len(found) > _CYCLES_SHOWN else []
        yield "\n".join(["Cycles:", "", *lines])


def _problems(result: Result) -> Iterator[str]:
    if result.problems:
        lines = [f"- {prose(_cut(str(problem)))}" for problem in result.problems[:_PROBLEMS_SHOWN]]
        left = len(result.problems) - len(lines)
        yield "\n".join([*lines, *([f"- and {left:,} more"] if left else [])])


# --- what is folded away, and what else is to be said -----------------------------------------------------------------


def _lists(result: Result, run: RunInfo, budget: int) -> Iterator[str]:
    found = all_sections(result, run.prefix)
    titles = listed((section.title[0].lower() + section.title[1:] for section in found), most=_TITLES_SHOWN)
    title = f"Full lists: {titles}"
    blocks = list(folded(found, budget - _size([fold(title, "")])))
    yield from [fold(title, "\n\n".join(blocks))] if len(blocks) > 1 else blocks


def _notes(result: Result, run: RunInfo) -> Iterator[str]:
    """How the check was narrowed or weakened, one line each."""
    if result.elsewhere:
        where = listed(result.parts, most=3)
        yield prose(_cut(f"Shows only {where}; {count(result.elsewhere, 'finding')} elsewhere left out."))
    notices = [str(notice) for notice in result.base.notices] if result.base is not None else []
    notices += [f"{remark.message} (inert)" for remark in inert_rules(result, run)]
    yield from (prose(_cut(f"Note: {notice}")) for notice in notices[:_NOTES_SHOWN])
    if len(notices) > _NOTES_SHOWN:
        yield f"and {count(len(notices) - _NOTES_SHOWN, 'more note')}"
    sentences = " ".join(weakened_sentences(result, run._replace(verbose=0)))
    if sentences:
        yield prose(_cut(sentences, 2 * _LINE))


def _more(result: Result) -> Iterator[str]:
    if result.base is None and result.findings:
        yield "`archlint check` shows each finding with its line and how to fix it."
    elif result.base is not None:
        commit = result.base.commit[:12]
        diff, check = code(f"archlint diff {commit}"), code(f"archlint check --base {commit}")
        yield f"{diff} lists all that changed. {check} shows each finding with its line and how to fix it."


def _size(blocks: Iterable[str]) -> int:
    return sum(len(block.encode("utf-8")) + 2 for block in blocks)


def _cut(text: str, most: int = _LINE) -> str:
    """The text as one line of at most so many characters: it loses its middle."""
    text = visible(text)
    return text if len(text) <= most else f"{text[: most // 2 - 2]}...{text[1 - most // 2 :]}"
