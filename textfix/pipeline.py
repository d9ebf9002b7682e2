"""Runs the passes over a text until it is quiet, keeps the history, and makes the Document.

One round is every pass once, in order, each on the text that the one before left. Rounds go on until one of them changes
nothing; that last round is the proof that cleaning the result again would change nothing either, since what a pass decides
depends on the text alone. A text that is still moving after `ROUNDS` gets only the canonical rules and the flag `unstable`.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from textfix import __version__
from textfix.errors import ConfigError, EditError
from textfix.model import Block, Caption, Dateline, Document, Edit, Flag, LazyEdits, Scores, Segment, Stamp, Suggestion
from textfix.passes import PASSES, captions, datelines, phrases, titles
from textfix.passes.base import Note, Options, Pass, Rule
from textfix.text import edits as layers
from textfix.text.edits import LEVELS
from textfix.text.history import History, SpanMap
from textfix.text.language import UNKNOWN, Guess, guess
from textfix.text.patterns import Pattern
from textfix.text.scan import Hit, Scanner
from textfix.text.view import WORD, Evidence, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from textfix.config import Config

ROUNDS = 8  # hostile texts apart, two or three are enough
WALL_OF_TEXT = 2000  # code points of a paragraph
TAG = Pattern(r"[^,;|/#\n\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{ARABIC COMMA}]+")  # of a tag line
LINE = Pattern(r"[^\n]*[^\s][^\n]*")


class Step(NamedTuple):
    """A pass with what the configuration makes of it."""

    id: str
    run: Pass
    scanned: bool  # whether it wants the hits of its triggers
    gate: Callable[[str], bool] | None
    apply: frozenset[str]  # rule ids whose edits are done
    suggest: frozenset[str]  # rule ids whose edits are suggested
    options: Options


class Plan(NamedTuple):
    """Everything about a configuration that does not depend on the text."""

    steps: tuple[Step, ...]
    scanner: Scanner
    rules: Mapping[str, Rule]
    canonical: tuple[Step, ...]
    config: Config


class Collected(NamedTuple):
    """What a clean found beside its edits, in coordinates of the source."""

    suggestions: list[tuple[int, int, layers.Edit]]
    segments: list[tuple[int, int, str]]  # start, end, rule id
    notes: list[Note]


@cache
def make_plan(config: Config, extra: tuple[tuple[Pass, str, str], ...] = ()) -> Plan:
    """Put the passes in order, decide what each rule may do, and build the scan.

    Raises: ConfigError for a selection, option or place that names nothing.
    """
    order = list(PASSES)
    for added, where, name in extra:
        at = next((i for i, known in enumerate(order) if known.id == name), None)
        if at is None or where not in ("before", "after"):
            raise ConfigError(f"extra pass {added.id!r}: no place {where!r} {name!r}")
        order.insert(at + (where == "after"), added)
    rules = {rule.id: rule for run in order for rule in run.rule_list}
    known = {run.id for run in order} | rules.keys() | {rule.defect for rule in rules.values()}
    for item in (*config.select, *config.ignore):
        if item not in known:
            raise ConfigError(f"select/ignore: no pass, rule or defect is called {item!r}")
    for name in config.options:
        if name not in {run.id for run in order}:
            raise ConfigError(f"options: no pass is called {name!r}")
    steps, canonical = [], []
    for run in order:
        allowed = [rule for rule in run.rule_list if rule.canonical or _selected(rule, run, config)]
        most = LEVELS.index(config.level)
        done = frozenset(rule.id for rule in allowed if rule.canonical or LEVELS.index(rule.level) <= most)
        shown = frozenset(rule.id for rule in allowed) - done
        options = _options(run, config)
        if allowed:
            steps.append(Step(run.id, run, bool(run.trigger_list), run.gate, done, shown, options))
        always = frozenset(rule.id for rule in run.rule_list if rule.canonical)
        if always:
            canonical.append(Step(run.id, run, bool(run.trigger_list), run.gate, always, frozenset(), options))
    triggers = {step.run.id: step.run.trigger_list for step in steps}
    return Plan(tuple(steps), Scanner(triggers), rules, tuple(canonical), config)


def _selected(rule: Rule, run: Pass, config: Config) -> bool:
    names = {rule.id, run.id, rule.defect}
    return (not config.select or not names.isdisjoint(config.select)) and names.isdisjoint(config.ignore)


def _options(run: Pass, config: Config) -> Options:
    given = config.options.get(run.id, {})
    for name, value in given.items():
        if name not in run.options:
            raise ConfigError(f"options.{run.id}: no option is called {name!r}; there are {sorted(run.options)}")
        if type(value) is not type(run.options[name]):
            raise ConfigError(f"options.{run.id}.{name}: expected {type(run.options[name]).__name__}, got {value!r}")
    return {**run.options, **given}


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
    return Document.from_work(original, history.text, Report(plan, history, found, evidence, told, unstable))


def _settle(
    plan: Plan, steps: Sequence[Step], original: str, evidence: Evidence, told: str | None
) -> tuple[History, Collected] | None:
    """Rounds of the passes until one changes nothing; None when they do not come to rest."""
    history = History(original)
    found = Collected([], [], [])
    scanned: str | None = None
    hits: dict[str, list[Hit]] = {}
    quiet: dict[str, str] = {}  # pass -> a text in which it found nothing to do
    for _ in range(ROUNDS):
        before = text = history.text
        view = View(before, evidence, told)
        for step in steps:
            if quiet.get(step.id) is text or (step.gate and not step.gate(text)):
                continue
            own: Sequence[Hit] = ()
            if step.scanned:
                if scanned is not text:
                    scanned, hits = text, plan.scanner.scan(text)
                own = hits.get(step.id, ())
                if not own and not step.run.always:
                    continue
            if view.text is not text:
                view = View(text, evidence, told)
            layer = _propose(step, plan, view, own, history, found)
            if layer:
                history.append(layer)
                text = history.text
            else:
                quiet[step.id] = text
        if text == before:
            return history, found
    return None


def _propose(
    step: Step, plan: Plan, view: View, hits: Sequence[Hit], history: History, found: Collected
) -> layers.Layer:
    """The layer of one pass; what it found beside edits is collected in coordinates of the source."""
    items = [*step.run.find(view, hits, step.options)]
    if not items:
        return ()
    languages = step.run.languages
    if languages is not None and view.language is not None and view.language not in languages:
        return ()
    done: list[layers.Edit] = []
    least = plan.config.min_confidence or 0.0
    for item in items:
        if isinstance(item, Note):
            found.notes.append(_at_source(item, history))
            continue
        rule = item.rules[-1]
        if rule in step.apply and (item.confidence >= least or plan.rules[rule].canonical):
            done.append(item)
            if plan.rules[rule].role:
                _note_segments(view.text, item, rule, history, found)
        elif rule in step.suggest or rule in step.apply:
            if view.text[item.start : item.end] != item.new:
                found.suggestions.append((*history.spans.to_source(item.start, item.end), item))
        elif rule not in plan.rules:
            raise EditError(f"pass {step.run.id}: edit {item} names a rule that the pass does not list")
    return layers.make_layer(view.text, done, f"pass {step.run.id}") if done else ()


def _at_source(note: Note, history: History) -> Note:
    start, end = history.spans.to_source(note.start, note.end)
    return note._replace(start=start, end=end)


def _note_segments(text: str, edit: layers.Edit, rule: str, history: History, found: Collected) -> None:
    for match in LINE.finditer(text, edit.start, edit.end):
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip())
        found.segments.append((*history.spans.to_source(start, match.start() + len(line.rstrip())), rule))


class Report:
    """The fields of a Document, each computed when it is first read."""

    def __init__(
        self, plan: Plan, history: History, found: Collected, evidence: Evidence, told: str | None, unstable: bool
    ) -> None:
        self.plan = plan
        self.history = history
        self.found = found
        self.evidence = evidence
        self.told = told
        self.unstable = unstable

    def fill(self, field: str) -> dict[str, Any]:
        if field in ("language", "language_confidence"):
            return {"language": self.guess.language, "language_confidence": self.guess.confidence}
        return {field: getattr(self, field)()}

    @cached_property
    def guess(self) -> Guess:
        if self.told:
            return Guess(self.told, 1.0)
        return guess(self.history.text) if self.history.text else UNKNOWN

    @cached_property
    def view(self) -> View:
        return View(self.history.text, self.evidence, self.told)

    @cached_property
    def flat(self) -> layers.Layer:
        return self.history.edits

    # ------------------------------------------------------------------ edits and what hangs on them

    def edits(self) -> LazyEdits | tuple[()]:
        return LazyEdits(self.flat, self._edit_at) if self.flat else ()

    @cached_property
    def _starts(self) -> list[int]:
        """Where each edit begins in the clean text."""
        return [start for start, _ in SpanMap(self.flat).out]

    def _edit_at(self, k: int) -> Edit:
        start, end, new, ids, confidence = self.flat[k]
        rules = self.plan.rules
        last, begin = rules[ids[-1]], self._starts[k]
        return Edit(
            start=start,
            end=end,
            before=self.history.source[start:end],
            after=new,
            out_start=begin,
            out_end=begin + len(new),
            rules=ids,
            defect=last.defect,  # type: ignore[arg-type]  # pydantic checks it
            level=max((rules[id_].level for id_ in ids), key=LEVELS.index),
            confidence=confidence,
            why=last.why,
        )

    def suggestions(self) -> tuple[Suggestion, ...]:
        spans, source = SpanMap(self.flat), self.history.source
        starts = [e.start for e in self.flat]
        out: dict[tuple[int, int], Suggestion] = {}
        for start, end, edit in sorted(self.found.suggestions):
            k = bisect_right(starts, end)
            touched = any(e.end >= start for e in self.flat[max(0, k - 1) : k])
            if touched or (start, end) in out or any(s.start < end and start < s.end for s in out.values()):
                continue
            rule = self.plan.rules[edit.rules[-1]]
            out_start, out_end = spans.to_out(start, end)
            out[start, end] = Suggestion(
                start=start,
                end=end,
                before=source[start:end],
                after=edit.new,
                out_start=out_start,
                out_end=out_end,
                rules=edit.rules,
                defect=rule.defect,  # type: ignore[arg-type]
                level=rule.level,
                confidence=edit.confidence,
                why=rule.why,
                candidates=((edit.new, edit.confidence),),
            )
        return tuple(out.values())

    def removed(self) -> tuple[Segment, ...]:
        if not self.found.segments:
            return ()
        source, rules = self.history.source, self.plan.rules
        starts = [e.start for e in self.flat]
        out: dict[tuple[int, int], Segment] = {}
        for start, end, rule in sorted(self.found.segments):
            k = bisect_right(starts, start) - 1
            if k >= 0 and end <= self.flat[k].end and start < end:
                role: Any = rules[rule].role
                out[start, end] = Segment(role=role, text=source[start:end], start=start, end=end, rule=rule)
        return tuple(out.values())

    # ------------------------------------------------------------------ fields

    @cached_property
    def notes(self) -> list[Note]:
        """What the passes noted on the way, then what readers find in the clean text, in coordinates of the source."""
        notes = list(self.found.notes)
        for run in PASSES:
            if run.reader:
                notes += (
                    _at_source(item, self.history) for item in run.find(self.view, (), {}) if isinstance(item, Note)
                )
        return notes

    def _values(self, name: str) -> Iterator[Note]:
        seen: set[str] = set()
        for note in self.notes:
            if note.name == name and note.value not in seen:
                seen.add(note.value)
                yield note

    def _first(self, name: str) -> str | None:
        return next((note.value for note in self._values(name)), None)

    def title(self) -> str | None:
        return self.view.text[slice(*self.view.paragraphs[0])] if titles.has_title(self.view) else None

    def byline(self) -> str | None:
        return self._first("byline")

    def timestamp(self) -> str | None:
        return self._first("timestamp")

    def rights(self) -> str | None:
        return self._first("rights")

    def dateline(self) -> Dateline | None:
        lines = [datelines.read(note.value) for note in self._values("dateline")]
        return Dateline(**lines[-1]._asdict()) if lines and lines[-1] else None

    def tags(self) -> tuple[str, ...]:
        found = (part.strip(" .#") for note in self._values("tags") for part in TAG.findall(note.value))
        return tuple(dict.fromkeys(filter(None, found)))

    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(note.value.strip(" .:") for note in self._values("source")))

    def captions(self) -> tuple[Caption, ...]:
        out: list[tuple[str, Caption]] = []
        for note in self._values("caption"):
            if any(captions.same(note.value, other) for other, _ in out):
                continue
            text, credit, archive = captions.read(note.value)
            out.append((note.value, Caption(text=text, credit=credit, archive=archive, start=note.start, end=note.end)))
        return tuple(caption for _, caption in out)

    def blocks(self) -> tuple[Block, ...]:
        spans, out = SpanMap(self.flat), []
        for (start, end), kind in zip(self.view.paragraphs, titles.kinds(self.view), strict=True):
            source = spans.to_source(start, end)
            out.append(
                Block(
                    kind=kind,  # type: ignore[arg-type]  # pydantic checks it
                    text=self.view.text[start:end],
                    start=start,
                    end=end,
                    source_start=source[0],
                    source_end=source[1],
                )
            )
        return tuple(out)

    # ------------------------------------------------------------------ flags, scores, stamp

    def flags(self) -> tuple[Flag, ...]:
        out: dict[tuple[str, int | None, int | None], Flag] = {}

        def flag(name: Any, start: int | None = None, end: int | None = None, detail: str = "") -> None:
            out.setdefault((name, start, end), Flag(name=name, start=start, end=end, detail=detail))

        for note in self.found.notes:
            if note.name.startswith("flag:"):
                flag(note.name.removeprefix("flag:"), note.start, note.end, note.value)
        if self.unstable:
            flag("unstable")
        if self._expressions() >= phrases.SPUN_FROM:
            flag("spun", detail=f"{self._expressions()} broken expressions")
        if any(segment.role == "paywall" for segment in self.removed()):
            flag("truncated", detail="a paywall notice stood here")
        if any(segment.role == "bot_wall" for segment in self.removed()):
            flag("not_an_article")
        for block in self.blocks():
            if len(block.text) > WALL_OF_TEXT:
                flag("wall_of_text", block.source_start, block.source_end, f"{len(block.text)} characters")
        if self.history.text and not titles.has_title(self.view):
            flag("no_headline")
        if self.history.text and self.guess.language is None:
            flag("language_unsure")
        return tuple(out.values())

    def _expressions(self) -> int:
        return max((int(note.value) for note in self.found.notes if note.name == "spun_expressions"), default=0)

    def scores(self) -> Scores:
        counts: dict[str, int] = {}
        for edit in self.flat:
            for name in dict.fromkeys(rule.split("/")[0] for rule in edit.rules):
                counts[name] = counts.get(name, 0) + 1
        source = self.history.source
        gone = sum(segment.end - segment.start for segment in self.removed())
        expressions = self._expressions()
        words = sum(1 for _ in WORD.finditer(self.history.text)) if expressions else 0
        return Scores(
            garble=phrases.garble(expressions, words),
            boilerplate=min(1.0, round(gone / len(source), 4)) if source else 0.0,
            counts=dict(sorted(counts.items())),
        )

    def stamp(self) -> Stamp:
        return Stamp(version=__version__, ruleset=ruleset(), config=self.plan.config.digest)


@cache
def ruleset() -> str:
    """Eight bytes of hash over all rules, in hexadecimal: two runs with one ruleset know the same rules."""
    import hashlib

    digest = hashlib.blake2b(digest_size=8)
    for run in PASSES:
        for rule in run.rule_list:
            digest.update(repr((rule.id, rule.level, rule.examples)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
