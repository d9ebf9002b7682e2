"""What a pass is: a value that names its triggers, says what it repairs, and finds edits.

A pass never changes a text. It gets one state of it and the hits of its triggers, and proposes edits and notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from textfix.errors import DataError
from textfix.text.edits import Edit, Level
from textfix.text.scan import Hit, Trigger

if TYPE_CHECKING:
    from textfix.text.view import View


class Example(NamedTuple):
    """A text and what the rule makes of it."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that a pass does: the unit that is selected, reverted and listed in the catalogue."""

    id: str  # `pass-id/rule-name`
    defect: str  # an id of `textfix.model.Defect`
    why: str  # one line
    level: Level = "safe"
    role: str | None = None  # of the segments that its edits remove, a `textfix.model.Role`
    canonical: bool = False  # part of what makes a text canonical: cannot be switched off
    numbers: bool = False  # may write digits that were not there
    examples: tuple[Example, ...]
    keeps: tuple[str, ...]  # the nearest good texts, which must not change

    def __post_init__(self) -> None:
        if not self.examples or not self.keeps:
            raise DataError(f"rule {self.id}: a rule needs at least one example and one keep")


class Note(NamedTuple):
    """A finding that is no edit: the value of a field of the Document, or a flag (`name` is then `flag:…`).

    One that comes with an edit names its rule, and counts only if that rule's edits are done.
    """

    start: int
    end: int
    name: str
    value: str = ""
    rule: str = ""


Finding = Edit | Note
Options = Mapping[str, Any]
Find = Callable[["View", Sequence[Hit], Options], Iterable[Finding]]
Triggers = tuple[str | Trigger, ...]


@dataclass(frozen=True, eq=False)  # a pass is itself and no other: it holds functions
class Pass:
    """One family of defects.

    `rules` and `triggers` are tuples, or functions without arguments where they come from data that should be read late.
    A pass without triggers, or one that is `always` run, sees every text, save where its `gate` says no: a look that costs
    next to nothing, and is false only of texts in which `find` would find nothing. One that `settles` finds nothing in a text
    that it has just mended. A `reader` has no rules: it only fills fields, and looks at the clean text when one of them is
    read. A pass with `languages` sees texts in one of them, and texts whose language is unknown.
    """

    id: str
    repairs: str  # one line for the catalogue
    find: Find
    rules: tuple[Rule, ...] | Callable[[], tuple[Rule, ...]]
    triggers: Triggers | Callable[[], Triggers] = ()
    always: bool = False
    gate: Callable[[View], bool] | None = None
    reader: bool = False
    settles: bool = False
    languages: frozenset[str] | None = None
    options: Options = field(default_factory=dict)  # name -> default
    check: Callable[[Options], None] | None = None  # raises ConfigError for options that cannot be met

    @cached_property
    def rule_list(self) -> tuple[Rule, ...]:
        return self.rules() if callable(self.rules) else self.rules

    def trigger_list(self) -> tuple[Trigger, ...]:
        """Not kept: the scan is built from it once, and thousands of objects would slow down garbage collection."""
        own = self.triggers() if callable(self.triggers) else self.triggers
        return tuple(Trigger(item) if isinstance(item, str) else item for item in own)


def remove_paragraphs(view: View, doomed: Mapping[int, str]) -> Iterable[Edit]:
    """Edits that take out whole paragraphs: index -> rule id.

    Each paragraph and the white space that it leaves are edits of their own; those that touch become one in the layer,
    while each paragraph keeps its rule for the list of what was removed.
    """
    spans = view.paragraphs
    kept = [i for i in range(len(spans)) if i not in doomed]
    first_kept = kept[0] if kept else len(spans)
    for i in sorted(doomed):
        span, rule = spans[i], (doomed[i],)
        yield Edit(span.start, span.end, "", rule)
        if i < first_kept:  # nothing stays before it: the space after it goes
            end = spans[i + 1].start if i + 1 < len(spans) else len(view.text)
            yield Edit(span.end, end, "", rule)
        else:
            yield Edit(spans[i - 1].end, span.start, "", rule)
