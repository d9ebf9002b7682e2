"""`textfix rules`: the catalogue of what is repaired, with examples."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import takewhile
from typing import TYPE_CHECKING

from textfix.cli.terminal import USAGE, emit, revealed, say, table

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Iterable, Iterator, Sequence

    from textfix.passes.base import Example, Pass, Rule

SHORT = 120  # code points of an example, before and after together, that fits a row of the README
NEAR = 20  # code points that such an example shows at least around what changes
NOTHING = "(nothing)"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
ARROW = "\N{RIGHTWARDS ARROW}"


def add_command(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add `rules` to the commands."""
    parser = commands.add_parser(
        "rules", help="show what is repaired", description="Show what is repaired, with examples.", allow_abbrev=False
    )
    parser.add_argument("id", nargs="?", metavar="ID", help="a pass, a rule or a defect")
    parser.add_argument(
        "--format", choices=("text", "markdown"), default="text", help="markdown: one table of all passes"
    )
    parser.set_defaults(run=run, fail=parser.error)


def run(args: Namespace) -> int:
    """Print the catalogue or a part of it, and return the exit code.

    Raises: OSError.
    """
    from textfix.passes import PASSES

    if args.format == "markdown":
        if args.id is not None:
            args.fail("--format markdown prints the table of all passes: leave out ID")
        lines: Iterable[str] = markdown(PASSES)
    elif args.id is None:
        lines = catalogue(PASSES)
    else:
        lines = entry(PASSES, args.id)
        if not lines:
            say(f"textfix: no pass, rule or defect is called {args.id!r}{_hint(PASSES, args.id)}")
            return USAGE
    emit("".join(f"{line}\n" for line in lines))
    return 0


def catalogue(passes: Sequence[Pass]) -> Iterator[str]:
    """Lines: a table of the passes in the order in which they run, then every rule in one line."""
    yield from table([("PASS", "RULES", "REPAIRS"), *((p.id, f"{len(p.rule_list):5}", p.repairs) for p in passes)])
    for one in passes:
        if one.rule_list:
            yield ""
            yield f"{one.id}: {one.repairs}"
            yield from (f"  {line}" for line in _overview(one.rule_list))


def entry(passes: Sequence[Pass], id_: str) -> list[str]:
    """Lines on one pass, rule or defect; none where nothing has that id."""
    for one in passes:
        if one.id == id_:
            options = [f"  option {name}: default {value!r}" for name, value in one.options.items()]
            examples = [line for rule in one.rule_list for line in ("", *_headed(rule), *_examples(rule))]
            return [f"{one.id}: {one.repairs}", *options, *examples]
    rules = [rule for one in passes for rule in one.rule_list]
    for rule in rules:
        if rule.id == id_:
            return [*_headed(rule), *_examples(rule), *(f"  keeps    {_quoted(text)}" for text in rule.keeps)]
    return _overview([rule for rule in rules if rule.defect == id_])


def _overview(rules: Sequence[Rule]) -> list[str]:
    return table([(rule.id, rule.defect, rule.level, revealed(rule.why)) for rule in rules])


def _headed(rule: Rule) -> list[str]:
    marks = [rule.defect, rule.level]
    if rule.role:
        marks.append(f"removes: {rule.role}")
    if rule.canonical:
        marks.append("always on")
    return [f"{rule.id}  {'  '.join(marks)}", f"  {revealed(rule.why)}"]


def _examples(rule: Rule) -> list[str]:
    return [
        line
        for example in rule.examples
        for line in (f"  before   {_quoted(example.before)}", f"  {ARROW} after  {_quoted(example.after)}")
    ]


def _quoted(text: str) -> str:
    return revealed(text) or NOTHING


def _hint(passes: Sequence[Pass], id_: str) -> str:
    ids = [one.id for one in passes]
    for one in passes:
        ids += (rule.id for rule in one.rule_list)
    defects = sorted({rule.defect for one in passes for rule in one.rule_list})
    close = get_close_matches(id_.upper(), defects) + get_close_matches(id_, ids)
    return f"; did you mean {', '.join(close)}?" if close else "; `textfix rules` lists them all"


# ---------------------------------------------------------------------- the table of the README


def markdown(passes: Sequence[Pass]) -> Iterator[str]:
    """Lines of a Markdown table, one row a pass."""
    yield "| pass | repairs | rules | defects | example |"
    yield "| --- | --- | ---: | --- | --- |"
    for one in passes:
        defects = _in_ranges(sorted({rule.defect for rule in one.rule_list}))
        cells = (_code(one.id), revealed(one.repairs).replace("|", r"\|"), str(len(one.rule_list)), defects)
        yield f"| {' | '.join(cells)} | {_row_example(one)} |"


def _in_ranges(defects: Sequence[str]) -> str:
    """The sorted ids, three and more in a row as a range: BP01–BP10."""
    runs: list[list[str]] = []
    for id_ in defects:
        last = runs[-1][-1] if runs else ""
        if last[:-2] == id_[:-2] and int(last[-2:]) + 1 == int(id_[-2:]):
            runs[-1].append(id_)
        else:
            runs.append([id_])
    shown = ([f"{run[0]}\N{EN DASH}{run[-1]}"] if len(run) > 2 else run for run in runs)
    return ", ".join(part for parts in shown for part in parts)


def _row_example(one: Pass) -> str:
    """The first example that is short: one of a whole article would burst the row."""
    examples = [_shortened(example) for rule in one.rule_list for example in rule.examples]
    if not examples:
        return ""
    short = (pair for pair in examples if len(pair[0]) + len(pair[1]) <= SHORT)
    before, after = next(short, min(examples, key=lambda pair: len(pair[0])))
    return f"{_code(before)} {ARROW} {_code(after)}"


def _shortened(example: Example) -> tuple[str, str]:
    """Before and after without most of what stays the same at either end."""
    before, after = example
    head = _in_common(before, after)
    tail = _in_common(before[head:][::-1], after[head:][::-1])
    start, end = _words_before(before, head), _words_before(before[::-1], tail)
    return _cut(before, start, end), _cut(after, start, end)


def _in_common(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _words_before(text: str, at: int) -> int:
    """Where the last words before `at` begin; 0 where that would hide next to nothing."""
    blank = text.rfind(" ", 0, max(0, at - NEAR)) + 1
    return blank if blank > NEAR else 0


def _cut(text: str, head: int, tail: int) -> str:
    middle = text[head : len(text) - tail]
    return f"{ELLIPSIS if head else ''}{middle}{ELLIPSIS if tail else ''}"


def _code(text: str) -> str:
    """The text as a code span inside a table."""
    if not text:
        return NOTHING
    shown = revealed(text).replace("|", r"\|")
    longest = max((len(run) for run in _runs_of_backticks(shown)), default=0)
    fence = "`" * (longest + 1)
    # Markdown takes one blank from either end of a span that has both.
    padded = f" {shown} " if shown.strip() and (shown[0] in " `" or shown[-1] in " `") else shown
    return f"{fence}{padded}{fence}"


def _runs_of_backticks(text: str) -> list[str]:
    return ["`" * len(run) for run in "".join(c if c == "`" else " " for c in text).split()]
