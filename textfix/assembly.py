"""Puts the fields of a Document together from its history and from what the passes found beside their edits."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from textfix import __version__
from textfix.model import Block, Caption, Dateline, Edit, Flag, LazyEdits, Scores, Segment, Stamp, Suggestion
from textfix.passes import PASSES, captions, datelines, garble, phrases, titles
from textfix.passes.base import Note
from textfix.text.edits import LEVELS
from textfix.text.history import SpanMap
from textfix.text.language import UNKNOWN, Guess, guess
from textfix.text.patterns import Pattern
from textfix.text.view import WORD, Evidence, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textfix.plan import Plan
    from textfix.text import edits as layers
    from textfix.text.history import History

LINE = Pattern(r"[^\n]*[^\s][^\n]*")
WALL_OF_TEXT = 2000  # code points of a paragraph
TAG = Pattern(r"[^,;|/#\n\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{ARABIC COMMA}]+")  # of a tag line


class Collected(NamedTuple):
    """What a clean found beside its edits, in coordinates of the source."""

    suggestions: list[tuple[int, int, layers.Edit]]
    segments: list[tuple[int, int, str]]  # start, end, rule id
    notes: list[Note]


def at_source(note: Note, history: History) -> Note:
    """A note carried from the text of the moment to the source."""
    start, end = history.spans.to_source(note.start, note.end)
    return note._replace(start=start, end=end)


class Assembly:
    """The fields of a Document, each put together when it is first read."""

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
        start, end, new, ids, confidence, _ = self.flat[k]
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
                candidates=edit.options or ((edit.new, edit.confidence),),
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
            if k < 0 or end > self.flat[k].end or start >= end:
                continue
            role: Any = rules[rule].role
            for line in LINE.finditer(source, start, end):
                out[line.span()] = Segment(role=role, text=line[0], start=line.start(), end=line.end(), rule=rule)
        return tuple(out.values())

    # ------------------------------------------------------------------ fields

    @cached_property
    def notes(self) -> list[Note]:
        """What the passes noted on the way, then what readers find in the clean text, in coordinates of the source."""
        notes = list(self.found.notes)
        for run in PASSES:
            if run.reader:
                notes += (
                    at_source(item, self.history) for item in run.find(self.view, (), {}) if isinstance(item, Note)
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
        elif self._highest("garble") >= garble.SURELY_SPUN:
            flag("spun", detail="words foreign to their contexts")
        if "spun" in (name for name, *_ in out) and self._spun_share() >= garble.REWRITTEN:
            flag("machine_rewritten", detail=f"at least {self._spun_share():.0%} of the words are not the author's")
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

    def _highest(self, name: str) -> float:
        """Of the figures that were noted under a name while the text was on its way."""
        return max((float(note.value) for note in self.found.notes if note.name == name), default=0.0)

    def _expressions(self) -> int:
        return int(self._highest("spun_expressions"))

    @cached_property
    def _words(self) -> int:
        return sum(1 for _ in WORD.finditer(self.history.text))

    def _spun_share(self) -> float:
        """Of the words: those in broken expressions, two in each, and those that the ranker found in what was left."""
        return self._highest("spun_share") + 2 * self._expressions() / max(1, self._words)

    def _garble(self) -> float:
        """The highest judgement on the text on its way; on the clean text, if it was not worth one, but somebody asks."""
        judged = self._highest("garble")
        if not any(note.name == "garble" for note in self.found.notes) and (
            self.told in (None, "en") and garble.looks_english(self.history.text)
        ):
            judged = garble.look(self.history.text[: garble.LONG]).judgement
        expressions = self._expressions()
        return round(1 - (1 - judged) * (1 - (phrases.garble(expressions, self._words) if expressions else 0.0)), 4)

    def scores(self) -> Scores:
        counts: dict[str, int] = {}
        for edit in self.flat:
            for name in dict.fromkeys(rule.split("/")[0] for rule in edit.rules):
                counts[name] = counts.get(name, 0) + 1
        source = self.history.source
        gone = sum(segment.end - segment.start for segment in self.removed())
        return Scores(
            garble=self._garble(),
            boilerplate=min(1.0, round(gone / len(source), 4)) if source else 0.0,
            counts=dict(sorted(counts.items())),
        )

    def stamp(self) -> Stamp:
        return Stamp(version=__version__, ruleset=ruleset(), config=self.plan.config.digest)


@cache
def ruleset() -> str:
    """Eight bytes of hash over all rules, in hexadecimal: two runs with one ruleset know the same rules."""
    digest = hashlib.blake2b(digest_size=8)
    for run in PASSES:
        for rule in run.rule_list:
            digest.update(repr((rule.id, rule.level, rule.examples)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
