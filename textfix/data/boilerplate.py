"""The boilerplate lexicon: lines that a page puts around an article, by role and language.

A form describes a whole line, in the grammar of `textfix.data.forms`. Lines are compared without regard to case, decoration
(bullets, arrows, emoji) or final punctuation.
"""

from __future__ import annotations

from functools import cache
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from textfix.data import names, read_toml
from textfix.data.dates import may_hold_date
from textfix.data.forms import (
    DIGIT,
    Node,
    Piece,
    edge_keys,
    edge_marks,
    edge_spellings,
    fixed_texts,
    link,
    longest,
    parse,
    slots_of,
    spell,
    split,
    triggers_of,
)
from textfix.errors import DataError
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONG = 100  # code points: what is longer is mostly a paragraph of the article, and looked at only where a trigger fired
EDGE = 4  # characters at either end of a line that tell whether there is a key of that length or longer …
# Code points of a trigger, at least, by which a form is looked for in long lines too: shorter ones (`based on`, `it seems`)
# stand in every other article. A short line is looked up by its edges whatever its triggers.
LONG_TRIGGER = 12
SHORT = range(1, EDGE)  # … shorter ones are looked up in any case
FEW_SPELLINGS = 24  # of the edge of a form by which a line is soon told: more would take as much memory as the engine
LONGEST_SHAPE = 60  # code points of a line that can match a form without any fixed text, such as a bare date
# What lines of a mere shape hold: a date or time, a mark between words, or a handle. Sub-headings hold none of it.
SHAPE_SIGN = Pattern(
    r"\d[./:h-]\d|\d[ .]?[^\W\d_]{2}|[^\W\d_]{3}[.,]? \d|\w ?/ ?\w|\w \| \w|\w[,:] \w|(?:^| )@\w|©|^#\w|[\d年月日]{4}"
)


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry."""

    id: str
    role: str
    defect: str
    lines: list[str]
    example: str
    keep: list[str]
    payload: str = ""  # "rest" of the line, "next" line, "list" of lines after it, or "options" of a poll
    field: str = ""  # of the Document that the line fills
    edge: bool = False  # only near the edges of a text or beside another removed line
    beside: bool = False  # only beside another removed line
    lone: bool = False  # also where no other sub-heading stands and the text speaks of nothing of the kind
    level: str = "safe"


class LabelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    label: list[Label]
    words: dict[str, list[str]] = {}  # lists that forms name: `{network}` is one of them


class Form(NamedTuple):
    """One line form, ready to match."""

    label: Label
    language: str
    matcher: Node | None
    # The first characters of the lines that it can match, the last ones, and texts of which they hold one; empty: any.
    keys: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    finite: bool  # whether `prefixes` are all the lines that it matches
    prefixes: tuple[str, ...]  # such lines, folded, begin with one of these; empty: with anything
    suffixes: tuple[str, ...]  # … and end with one of these
    holds: tuple[str, ...]  # … and hold one of these
    longest: float  # code points of the longest line that it can match
    dated: bool  # whether they hold a date
    rank: int  # of several readings of a line the one of the lowest rank is taken; 0: boilerplate wherever it stands
    decorated: bool  # whether it begins or ends in marks, which are otherwise dropped as decoration

    @property
    def rule(self) -> str:
        return f"boilerplate-lines/{self.language}-{self.label.id}"

    @property
    def stands(self) -> bool:
        """Whether its lines are boilerplate wherever they stand."""
        return not (self.label.edge or self.label.beside or self.label.lone)

    @property
    def starts(self) -> bool:
        """Whether it is also the label at the start of a line whose rest is payload."""
        return self.label.payload in ("rest", "next")

    def could_match(self, line: str) -> bool:
        """Whether a folded line begins and ends as the form does: cheap, and true of hardly any line that does not match."""
        if not self.decorated:
            if self.finite:
                return line in self.prefixes
            if (self.prefixes and not line.startswith(self.prefixes)) or (
                self.suffixes and not line.endswith(self.suffixes)
            ):
                return False
        for text in self.holds:  # a loop is twice as fast as `any`, and this is asked of every short line
            if text in line:
                return True
        return not self.holds


@cache
def forms() -> tuple[Form, ...]:
    """The forms of all languages, by file and entry.

    Raises: DataError when a file is malformed or an id stands twice.
    """
    out, seen = [], set()
    for name in names("boilerplate"):
        language = name.rsplit("/", 1)[1].removesuffix(".toml")
        data = read_toml(name, LabelFile)
        slots = slots_of(data.words)
        for label in data.label:
            if (language, label.id) in seen:
                raise DataError(f"textfix/data/{name}: id {label.id!r} stands twice")
            seen.add((language, label.id))
            out += [form for line in label.lines for form in _compile(label, language, line, slots)]
    return tuple(out)


class Edge(NamedTuple):
    """Forms by how their lines begin, or end. Most lines are dismissed by one look at a small table."""

    short: dict[str, tuple[Form, ...]]  # keys of fewer than EDGE characters
    long: dict[str, tuple[Form, ...]]
    lengths: dict[str, tuple[int, ...]]  # the EDGE characters at the edge -> how long the keys are that have them


class Index(NamedTuple):
    """Where to look for the forms that could match a line.

    In a short line: by its first characters or its last ones, or, where a form has no fixed text, by its shape. In a long
    one, and where neither end is fixed, by a trigger in the scan.
    """

    starts: Edge
    ends: Edge
    by_trigger: dict[str, tuple[Form, ...]]
    shapes: tuple[Form, ...]

    def candidates(self, line: str, raw: str) -> tuple[Form, ...]:
        """The forms to try on a short line, given folded without decoration, and as it stands; those with triggers apart.

        A line that ends as a sentence has no shape that could be looked for.
        """
        found: tuple[Form, ...] = ()
        for length in SHORT:
            if line[:length] in self.starts.short:
                found += self.starts.short[line[:length]]
            if line[-length:] in self.ends.short:
                found += self.ends.short[line[-length:]]
        if (rest := line[:EDGE]) in (table := self.starts).lengths:
            for length in table.lengths[rest]:
                found += table.long.get(line[:length], ())
        if (rest := line[-EDGE:]) in (table := self.ends).lengths:
            for length in table.lengths[rest]:
                found += table.long.get(line[-length:], ())
        if line[:1].isdigit():
            found += self.starts.short.get(DIGIT, ())
        if raw[-1] == "." or len(raw) > LONGEST_SHAPE or not SHAPE_SIGN.search(raw):
            return found
        dated = may_hold_date(line)
        return found + tuple(form for form in self.shapes if dated or not form.dated)


@cache
def index() -> Index:
    by_start: dict[str, list[Form]] = {}
    by_end: dict[str, list[Form]] = {}
    by_trigger: dict[str, list[Form]] = {}
    shapes = []
    for form in forms():
        starts, ends, triggers = form.keys
        for key in starts or ends:
            (by_start if starts else by_end).setdefault(key, []).append(form)
        keyed = bool(starts or ends)
        if not keyed or (form.longest > LONG and min(map(len, triggers), default=0) >= LONG_TRIGGER):
            for trigger in triggers:
                by_trigger.setdefault(trigger, []).append(form)
        if not (starts or ends or triggers):
            shapes.append(form)
    return Index(_edge(by_start, 1), _edge(by_end, -1), _frozen(by_trigger), tuple(shapes))


def _edge(table: dict[str, list[Form]], step: int) -> Edge:
    lengths: dict[str, set[int]] = {}
    for key in table:
        if len(key) >= EDGE:
            lengths.setdefault(key[:EDGE] if step > 0 else key[-EDGE:], set()).add(len(key))
    return Edge(
        {key: tuple(found) for key, found in table.items() if len(key) < EDGE},
        {key: tuple(found) for key, found in table.items() if len(key) >= EDGE},
        {edge: tuple(sorted(known)) for edge, known in lengths.items()},
    )


def _frozen(table: dict[str, list[Form]]) -> dict[str, tuple[Form, ...]]:
    return {key: tuple(found) for key, found in table.items()}


def _rank(label: Label) -> int:
    """What is done comes before what is only suggested, what stands anywhere before what needs a certain place."""
    place = 0 if not (label.edge or label.beside or label.lone) else 1 if label.lone else 2
    return place + 3 * (label.level == "suggest")


def _compile(label: Label, language: str, line: str, slots: Mapping[str, Piece]) -> Iterator[Form]:
    try:
        parsed = parse(line, slots)
    except (ValueError, KeyError) as error:
        raise DataError(f"boilerplate/{language}.toml: {label.id}: {error} in {line!r}") from error
    starts = label.payload in ("rest", "next")
    for pieces in split(parsed):
        finite = bool(spell(pieces)) and not starts
        yield Form(
            label,
            language,
            link(pieces),
            (edge_keys(pieces, 1), () if starts else edge_keys(pieces, -1), triggers_of(pieces)),
            finite,
            edge_spellings(pieces, 1) if finite else edge_spellings(pieces, 1, FEW_SPELLINGS),
            () if starts or finite else edge_spellings(pieces, -1, FEW_SPELLINGS),
            tuple(text for text in fixed_texts(pieces) if text),
            inf if starts else longest(pieces),
            any(piece.slot == "date" for piece in pieces),
            _rank(label),
            not all(map(str.isalnum, edge_marks(pieces))),
        )
