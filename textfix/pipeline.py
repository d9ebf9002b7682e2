"""Runs the passes over a text until it is quiet, keeps the history, and makes the Document.

One round is every pass once, in order, each on the text that the one before left. Rounds go on until one of them changes
nothing; that last round is the proof that cleaning the result again would change nothing either, since what a pass decides
depends on the text alone. A text that is still moving after `ROUNDS` gets only the canonical rules and the flag `unstable`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.assembly import Assembly, Collected, at_source
from textfix.errors import EditError
from textfix.model import Document
from textfix.passes.base import Finding, Note
from textfix.text import edits as layers
from textfix.text.history import History
from textfix.text.patterns import Pattern
from textfix.text.view import Evidence, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textfix.plan import Plan, Step, Steps
    from textfix.text.scan import Hits, Scanner

ROUNDS = 8  # hostile texts apart, two or three are enough
LINE = Pattern(r"[^\n]*[^\s][^\n]*")


def clean(plan: Plan, original: str, evidence: Evidence, language: str | None = None) -> Document:
    """The Document of a text. Total on `str`.

    Cost: linear in the text and in what fires.
    """
    told = language or plan.config.language
    cleaned = _settle(plan, plan.steps, original, evidence, told)
    unstable = cleaned is None
    if cleaned is None:
        cleaned = _settle(plan, plan.canonical, original, evidence, told)
    if cleaned is None:
        raise EditError("the canonical rules do not come to rest")
    history, found = cleaned
    return Document.from_work(original, history.text, Assembly(plan, history, found, evidence, told, unstable))


class Work:
    """One text on its way through the passes."""

    __slots__ = ("evidence", "found", "history", "hits", "told", "view")

    def __init__(self, original: str, evidence: Evidence, told: str | None) -> None:
        self.history = History(original)
        self.found = Collected([], [], [])
        self.evidence, self.told = evidence, told
        self.view = View(original, evidence, told)
        self.hits: Hits | None = None  # of the text of the moment, once it has been scanned

    def change(self, layer: layers.Layer) -> None:
        self.history.append(layer)
        self.view = View(self.history.text, self.evidence, self.told)
        self.hits = None

    def looks(self, steps: Steps, scanner: Scanner) -> Iterator[int]:
        """The places of the steps that have something to look at, each in the text that the one before has left."""
        yield from steps.door
        k = -1
        while True:
            if self.hits is None:
                self.hits = scanner.scan(self.view.text, self.view.utf8)
            hits = self.hits
            found = steps.always.union([steps.scanned.get(owner, -1) for owner in hits])
            for at in sorted(found):
                if at > k:
                    k = at
                    yield k
                    if self.hits is not hits:
                        break  # the text has changed: look again who has something to do
            else:
                return


def _settle(
    plan: Plan, steps: Steps, original: str, evidence: Evidence, told: str | None
) -> tuple[History, Collected] | None:
    """Rounds of the passes until one changes nothing; None when they do not come to rest."""
    work = Work(original, evidence, told)
    last = len(steps.all)  # the steps from here on have seen the text as it is and found nothing to do
    for _ in range(ROUNDS):
        changed = -1
        for k in work.looks(steps, plan.scanner):
            if k >= last and changed < 0:
                break
            step = steps.all[k]
            if step.gate is not None and not step.gate(work.view):
                continue
            own = work.hits.get(step.id, ()) if work.hits is not None else ()
            items = [*step.find(work.view, own, step.options)]
            if items and (layer := _choose(items, step, plan, work)):
                work.change(layer)
                changed = k
        if changed < 0:
            return work.history, work.found
        last = changed if steps.all[changed].run.settles else changed + 1
    return None


def _choose(items: Sequence[Finding], step: Step, plan: Plan, work: Work) -> layers.Layer:
    """The layer of what a pass found; suggestions, notes and segments are collected in coordinates of the source."""
    view, history, found = work.view, work.history, work.found
    languages = step.run.languages
    if languages is not None and view.language is not None and view.language not in languages:
        return ()
    done: list[layers.Edit] = []
    shown: list[layers.Edit] = []
    least = plan.config.min_confidence or 0.0
    plain = step.plain
    for item in items:
        if type(item) is layers.Edit and item.rules[-1] in plain:
            done.append(item)
            continue
        if isinstance(item, Note):
            if not item.rule or item.rule in step.apply:
                found.notes.append(at_source(item, history))
            continue
        rule = item.rules[-1]
        if rule in step.apply and (item.confidence >= least or plan.rules[rule].canonical):
            done.append(item)
            if plan.rules[rule].role:
                _note_segments(view.text, item, rule, history, found)
        elif rule in step.suggest or rule in step.apply:
            shown.append(item)
        elif rule not in plan.rules:
            raise EditError(f"pass {step.run.id}: edit {item} names a rule that the pass does not list")
    if shown:
        for edit in layers.make_layer(view.text, layers.keep_apart(shown)):
            found.suggestions.append((*history.spans.to_source(edit.start, edit.end), edit))
    return layers.make_layer(view.text, done, f"pass {step.run.id}") if done else ()


def _note_segments(text: str, edit: layers.Edit, rule: str, history: History, found: Collected) -> None:
    for match in LINE.finditer(text, edit.start, edit.end):
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip())
        found.segments.append((*history.spans.to_source(start, match.start() + len(line.rstrip())), rule))
