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
from textfix.data.dates import is_date
from textfix.data.forms import (
    DIGIT,
    KEY,
    Piece,
    edge_keys,
    edge_marks,
    edge_spellings,
    fixed_text,
    numbered,
    parse,
    slots_of,
    spell,
    triggers_of,
)
from textfix.errors import DataError
from textfix.text.patterns import IGNORECASE, Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_NAME_WORDS = 6  # of what `{name}` stands for
LONG = 100  # code points: what is longer is mostly a paragraph of the article, and looked at only where a trigger fired
LONGEST_SHAPE = 60  # code points of a line that can match a form without any fixed text, such as a bare date
AFTER_LABEL = r"\s*(?:[:\N{FULLWIDTH COLON}|>\N{RIGHTWARDS ARROW}»]|[-\N{EN DASH}\N{EM DASH}] )\s*"


# What lines of a mere shape hold: a date or time, a mark between words, or a handle. Sub-headings hold none of it.
SHAPE_SIGN = Pattern(
    r"\d[./:-]\d|\d[ .]?[^\W\d_]{2}|[^\W\d_]{3}[.,]? \d|\w ?/ ?\w|\w \| \w|\w[,:] \w|(?:^| )@\w|©|^#\w|[\d年月日]{4}"
)
GROUP_NAME = Pattern(r"\(\?P<\w+>")


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry."""

    id: str
    role: str
    defect: str
    lines: list[str]
    example: str
    keep: list[str]
    payload: str = ""  # "rest" of the line, "next" line, "list" of lines after it
    field: str = ""  # of the Document that the line fills
    edge: bool = False  # only near the edges of a text or beside another removed line
    beside: bool = False  # only beside another removed line
    level: str = "safe"


class LabelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    label: list[Label]
    words: dict[str, list[str]] = {}  # lists that forms name: `{network}` is one of them


class Form(NamedTuple):
    """One line form, ready to match."""

    label: Label
    language: str
    whole: Pattern
    start: Pattern | None  # the label at the start of a line whose rest is payload
    # The first characters of the lines that it can match, the last ones, and texts of which they hold one; empty: any.
    keys: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
    finite: bool  # whether `prefixes` are all the lines that it matches
    prefixes: tuple[str, ...]  # such lines begin with one of these, in lower case; empty: with anything
    suffixes: tuple[str, ...]  # … and end with one of these
    literal: str  # … and hold this
    longest: float  # code points of the longest line that it can match
    words: Mapping[str, frozenset[str]]  # the lists that the form names
    decorated: bool  # whether it begins or ends in marks, which are otherwise dropped as decoration

    @property
    def rule(self) -> str:
        return f"boilerplate-lines/{self.language}-{self.label.id}"


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
        words = {key: frozenset(listed) for key, listed in data.words.items()}
        for label in data.label:
            if (language, label.id) in seen:
                raise DataError(f"textfix/data/{name}: id {label.id!r} stands twice")
            seen.add((language, label.id))
            out += [_compile(label, language, line, slots, words) for line in label.lines]
    return tuple(out)


class Index(NamedTuple):
    """Where to look for the forms that could match a line.

    In a short line: by its first characters or its last ones, or, where a form has no fixed text, by its shape. In a long
    one, and where neither end is fixed, by a trigger in the scan.
    """

    by_start: dict[str, tuple[Form, ...]]
    by_end: dict[str, tuple[Form, ...]]
    by_trigger: dict[str, tuple[Form, ...]]
    shapes: tuple[Form, ...]
    any_shape: Pattern  # matches what any of the shapes matches: one look instead of fifty
    marked: tuple[Form, ...]  # shapes that begin or end in marks, which decoration is stripped of
    any_marked: Pattern

    def candidates(self, line: str, raw: str) -> tuple[Form, ...]:
        """The forms to try on a short line, given in lower case without decoration, and as it stands; those with triggers apart.

        A line that ends as a sentence has no shape that could be looked for.
        """
        found: tuple[Form, ...] = ()
        for length in range(1, KEY + 1):  # a form is listed under as much of its edge as is fixed, up to KEY
            found += self.by_start.get(line[:length], ()) + self.by_end.get(line[-length:], ())
        if line[:1].isdigit():
            found += self.by_start.get(DIGIT, ())
        if raw[-1] == "." or len(raw) > LONGEST_SHAPE or not SHAPE_SIGN.search(raw):
            return found
        if self.any_shape.fullmatch(line):
            found += self.shapes
        return found + self.marked if self.any_marked.fullmatch(raw) else found


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
        if form.longest > LONG or not (starts or ends):
            for trigger in triggers:
                by_trigger.setdefault(trigger, []).append(form)
        if not (starts or ends or triggers):
            shapes.append(form)
    plain, marked = ([form for form in shapes if form.decorated is wanted] for wanted in (False, True))
    return Index(_frozen(by_start), _frozen(by_end), _frozen(by_trigger), *_any(plain), *_any(marked))


def _any(shapes: list[Form]) -> tuple[tuple[Form, ...], Pattern]:
    """Shapes, and a pattern that matches what any of them matches."""
    sources = (GROUP_NAME.sub("(?:", form.whole.source) for form in shapes)
    return tuple(shapes), Pattern("|".join(dict.fromkeys(sources)) or "(?!)", IGNORECASE)


def _frozen(table: dict[str, list[Form]]) -> dict[str, tuple[Form, ...]]:
    return {key: tuple(found) for key, found in table.items()}


def values_fit(form: Form, groups: Mapping[str, str | None]) -> bool:
    """Whether what a match put into named slots is what they stand for.

    The patterns take anything there, so that they stay small: a list of names in each of a thousand patterns would take
    longer to compile than an article to clean.
    """
    for group, value in groups.items():
        kind = group.rstrip("0123456789")
        if not value or kind == "glued":
            continue
        if kind == "name":
            fits = _is_name(value)
        elif kind == "date":
            fits = is_date(value, form.language)
        else:
            row = kind.endswith("_row")
            listed = form.words[kind.removesuffix("_row")]
            fits = _is_row(value.casefold(), listed) if row else value.casefold() in listed
        if not fits:
            return False
    return True


def _is_name(text: str) -> bool:
    """Up to six words, capitalised, particles apart (`van der`, `de`)."""
    words = text.replace(",", " ").split()
    capital = [not word[0].islower() for word in words]
    return (
        1 <= len(words) <= MOST_NAME_WORDS
        and text[0].isalpha()
        and capital[-1]
        and (capital[0] or len(words) > 1)
        and sum(capital) * 2 >= len(words)
    )


def _is_row(text: str, listed: frozenset[str]) -> bool:
    """Whether a text is a row of listed words and nothing else."""
    while text:
        known = max((word for word in listed if text.startswith(word)), key=len, default="")
        rest = text[len(known) :]
        if not known or (rest and rest[0] not in " ,/|"):
            return False
        text = rest.lstrip(" ,/|")
    return True


def _compile(
    label: Label, language: str, line: str, slots: Mapping[str, Piece], words: Mapping[str, frozenset[str]]
) -> Form:
    try:
        pieces = parse(line, slots)
    except (ValueError, KeyError) as error:
        raise DataError(f"boilerplate/{language}.toml: {label.id}: {error} in {line!r}") from error
    body = "".join(piece.source for piece in pieces)
    body = numbered(body)
    starts = label.payload in ("rest", "next")
    return Form(
        label,
        language,
        Pattern(body, IGNORECASE),
        Pattern(rf"(?:{body})(?:{AFTER_LABEL}|(?P<glued>(?=\w)))", IGNORECASE) if starts else None,
        (edge_keys(pieces, 1), () if starts else edge_keys(pieces, -1), triggers_of(pieces)),
        bool(spell(pieces)) and not starts,
        edge_spellings(pieces, 1),
        () if starts else edge_spellings(pieces, -1),
        fixed_text(pieces),
        inf if starts else sum(max(map(len, piece.spellings), default=inf) for piece in pieces),
        words,
        not all(map(str.isalnum, edge_marks(pieces))),
    )
