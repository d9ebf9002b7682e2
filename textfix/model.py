"""The Document and its parts: what textfix hands out.

Pydantic at the border only: passes and layers work on plain tuples, and a Document from `clean` builds its parts when
they are first read. Every law of a Document is a property of `original` and `edits` alone, so a Document that comes
from JSON can do all that a fresh one can.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Protocol, Self, cast, overload

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from textfix.text import edits as layers
from textfix.text.edits import Level
from textfix.text.history import SpanMap
from textfix.text.surrogates import BESIDE, LONE, hide_surrogates, show_surrogates
from textfix.vocabulary import Defect, FlagName, Kind, Role

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping


Confidence = Annotated[float, Field(ge=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        # Beside a string that quotes lone surrogates, JSON has a list of [place, code].
        json_schema_extra={
            "patternProperties": {
                f"{BESIDE}$": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}
            }
        },
    )


class Edit(_Part):
    """One replacement of a span of `original`. Units: code points, half-open."""

    start: int
    end: int
    before: str
    after: str
    out_start: int  # in `text`
    out_end: int
    rules: tuple[str, ...]  # in the order in which they worked on this span
    defect: Defect
    level: Level
    confidence: Confidence
    why: str


class LazyEdits(Sequence[Edit]):
    """The edits of a fresh Document: each is built when it is first read. Equal to the tuple of them."""

    def __init__(self, plain: Sequence[layers.Edit], build: Callable[[int], Edit]) -> None:
        self._built: list[Edit | None] = [None] * len(plain)
        self._build = build

    def __len__(self) -> int:
        return len(self._built)

    @overload
    def __getitem__(self, k: int) -> Edit: ...
    @overload
    def __getitem__(self, k: slice) -> tuple[Edit, ...]: ...
    def __getitem__(self, k: int | slice) -> Edit | tuple[Edit, ...]:
        if isinstance(k, slice):
            return tuple(self[i] for i in range(*k.indices(len(self))))
        edit = self._built[k]
        if edit is None:
            edit = self._built[k] = self._build(range(len(self))[k])
        return edit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (tuple, LazyEdits)) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class Suggestion(Edit):
    """An edit that was found but not done. `out_start:out_end` is where `before` stands in `text`."""

    candidates: tuple[tuple[str, float], ...]  # (text, probability), the best first


class Segment(_Part):
    """A removed line or run of words. Units: code points of `original`, half-open."""

    role: Role
    text: str
    start: int
    end: int
    rule: str


class Caption(_Part):
    """A caption that was taken out of the text. Units: code points of `original`, half-open."""

    text: str
    credit: str | None = None
    archive: bool = False
    start: int
    end: int


class Dateline(_Part):
    """`MINSK, 18 July (BelTA) –`: place, date as written, agency, and the date in ISO 8601 where the year is known."""

    place: str | None = None
    date: str | None = None
    agency: str | None = None
    iso_date: str | None = None


class Block(_Part):
    """One block of `text`. Units: code points, half-open: of `text`, and (`source_…`) of `original`."""

    kind: Kind
    text: str
    start: int
    end: int
    source_start: int
    source_end: int


class Flag(_Part):
    """A finding without a repair. The span, where there is one, is in `original`."""

    name: FlagName
    start: int | None = None
    end: int | None = None
    detail: str = ""


class Scores(_Part):
    """Figures of the whole document."""

    garble: Confidence = 0.0  # how sure it is that the document was spun
    boilerplate: Confidence = 0.0  # share of the characters of `original` that were removed as segments
    counts: dict[str, int] = {}  # edits by pass


class Stamp(_Part):
    """What made the document."""

    version: str
    ruleset: str
    config: str


class Work(Protocol):
    """What a fresh Document is made from. Its `fill` computes a field, and perhaps others with it."""

    def fill(self, field: str) -> Mapping[str, Any]: ...


class Document(_Part):
    """A cleaned text with everything that was done to it.

    `text` is canonical: blocks joined by one blank line, no newline inside a block, NFC, no control characters.
    Laws: splicing `edits` into `original` gives `text`; `restore()` gives `original`; cleaning `text` again changes
    nothing; spans map both ways; the JSON form reads back as an equal Document.
    """

    original: str
    text: str
    language: str | None
    language_confidence: Confidence
    title: str | None
    byline: str | None
    dateline: Dateline | None
    timestamp: str | None
    tags: tuple[str, ...]
    sources: tuple[str, ...]
    rights: str | None  # a copyright line that stood beside the article
    captions: tuple[Caption, ...]
    blocks: tuple[Block, ...]
    edits: tuple[Edit, ...]
    suggestions: tuple[Suggestion, ...]
    removed: tuple[Segment, ...]
    flags: tuple[Flag, ...]
    scores: Scores
    stamp: Stamp

    _work: Work | None = PrivateAttr(None)
    _span_map: SpanMap | None = PrivateAttr(None)

    # ------------------------------------------------------------------ what users call

    @property
    def body(self) -> str:
        """`text` without the title."""
        if self.title is None or not self.text.startswith(self.title):
            return self.text
        return self.text[len(self.title) :].lstrip("\n")

    def restore(self) -> str:
        """`original`, put together again from `text` and `edits`."""
        parts: list[str] = []
        at = 0
        for edit in self.edits:
            parts += self.text[at : edit.out_start], edit.before
            at = edit.out_end
        return "".join(parts) + self.text[at:]

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """The span of `original` that a span of `text` came from. Units: code points, half-open."""
        return self._spans().to_source(start, end)

    def to_clean(self, start: int, end: int) -> tuple[int, int]:
        """The span of `text` that a span of `original` became. Units: code points, half-open."""
        return self._spans().to_out(start, end)

    def diff(self, context: int = 30) -> str:
        """The edits as lines `-before` and `+after`, each with some context. Made for eyes, not for machines."""
        lines = []
        for edit in self.edits:
            left = self.original[max(0, edit.start - context) : edit.start]
            right = self.original[edit.end : edit.end + context]
            lines.append(f"@@ {edit.start}-{edit.end} {' '.join(edit.rules)}")
            lines += (
                f"{sign}{left}[{middle}]{right}".replace("\n", "\\n")
                for sign, middle in zip("-+", (edit.before, edit.after), strict=True)
            )
        return "\n".join(lines)

    def revert(self, *what: str | Edit) -> Document:
        """The Document without some edits: those given, and those in whose `rules` a given rule id stands, whole.

        What was found in the text otherwise stays as it was found.
        """
        rules = {item for item in what if isinstance(item, str)}
        spans = {(item.start, item.end) for item in what if isinstance(item, Edit)}
        kept = [e for e in self.edits if (e.start, e.end) not in spans and rules.isdisjoint(e.rules)]
        if len(kept) == len(self.edits):
            return self
        shift, edits = 0, []
        for edit in kept:
            out = edit.start + shift
            edits.append(edit.model_copy(update={"out_start": out, "out_end": out + len(edit.after)}))
            shift += len(edit.after) - len(edit.before)
        plain = _plain(kept)
        text, spans_now = layers.apply(self.original, plain), SpanMap(plain)

        def inside(start: int, end: int) -> bool:
            return any(e.start <= start and end <= e.end for e in kept)

        def free(start: int, end: int) -> bool:
            return all(end <= e.start or e.end <= start for e in kept)

        suggestions = []
        for item in self.suggestions:
            if free(item.start, item.end):
                out_start, out_end = spans_now.to_out(item.start, item.end)
                suggestions.append(item.model_copy(update={"out_start": out_start, "out_end": out_end}))
        data: dict[str, Any] = {name: getattr(self, name) for name in Document.model_fields} | {
            "text": text,
            "title": self.title if self.title is not None and text.startswith(self.title) else None,
            "captions": tuple(c for c in self.captions if inside(c.start, c.end)),
            "blocks": _blocks_of(text, spans_now, self.blocks),
            "edits": tuple(edits),
            "suggestions": tuple(suggestions),
            "removed": tuple(s for s in self.removed if inside(s.start, s.end)),
        }
        return Document.model_construct(**data)

    def _spans(self) -> SpanMap:
        if self._span_map is None:
            object.__setattr__(
                self, "__pydantic_private__", {"_work": self._work, "_span_map": SpanMap(_plain(self.edits))}
            )
        return cast("SpanMap", self._span_map)

    # ------------------------------------------------------------------ parts that are built when they are read

    @classmethod
    def from_work(cls, original: str, text: str, work: Work) -> Self:
        """A Document whose other fields `work` computes when they are first read."""
        doc = cls.__new__(cls)
        put = object.__setattr__
        put(doc, "__dict__", {"original": original, "text": text})
        put(doc, "__pydantic_fields_set__", FIELDS)
        put(doc, "__pydantic_extra__", None)
        put(doc, "__pydantic_private__", {"_work": work, "_span_map": None})
        return doc

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            private = self.__pydantic_private__
            if name[0] != "_" and private and private["_work"] is not None and name in FIELDS:
                self.__dict__.update(private["_work"].fill(name))
                return self.__dict__[name]
            return super().__getattr__(name)

    def _complete(self) -> None:
        if self._work is not None:
            for name in type(self).model_fields:
                getattr(self, name)
            ordered = {name: self.__dict__[name] for name in type(self).model_fields}
            ordered["edits"] = tuple(ordered["edits"])
            self.__dict__.clear()
            self.__dict__.update(ordered)
            object.__setattr__(self, "__pydantic_private__", {"_work": None, "_span_map": None})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        self._complete()
        other._complete()
        return self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.original, self.text))

    def __repr_args__(self) -> Any:
        self._complete()
        return super().__repr_args__()

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:
        self._complete()
        return super().__iter__()

    def __getstate__(self) -> dict[Any, Any]:
        self._complete()
        return super().__getstate__()

    # ------------------------------------------------------------------ JSON, also of texts with lone surrogates

    @model_serializer(mode="wrap")
    def _serialize(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> dict[str, Any]:
        self._complete()
        data: dict[str, Any] = handler(self)
        if info.mode == "json" and LONE.search(self.original):
            return cast("dict[str, Any]", hide_surrogates(data))
        return data

    @model_validator(mode="before")
    @classmethod
    def _show(cls, data: Any) -> Any:
        if isinstance(data, dict) and "original_surrogates" in data:
            return show_surrogates(data)
        return data


# One set for all Documents: they are frozen, so nothing is ever added to it.
FIELDS = set(Document.model_fields)


def _plain(edits: Any) -> layers.Layer:
    return tuple(layers.Edit(e.start, e.end, e.after, e.rules, e.confidence) for e in edits)


def _blocks_of(text: str, spans: SpanMap, known: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a text some of whose edits were reverted: each has the kind of the block that it came from."""
    blocks, at = [], 0
    for part in text.split("\n\n"):
        start, end = at, at + len(part)
        at = end + 2
        if not part:
            continue
        source = spans.to_source(start, end)
        kinds = [b.kind for b in known if b.source_start < source[1] and source[0] < b.source_end]
        kind: Kind = kinds[0] if kinds else "paragraph"
        blocks.append(Block(kind=kind, text=part, start=start, end=end, source_start=source[0], source_end=source[1]))
    return tuple(blocks)
