"""The boilerplate lexicon: lines that a page puts around an article, by role and language.

A form describes a whole line. Its grammar: words; `[x]` may be absent; `(a|b)` one of them; `{n}` a number; `{w}` one
word; `{*}` one to twelve words; `{name}` one to five capitalised words; `{date}` a date or time; `{network}` one of a list
of the file; `{n+}` one or more of a slot in a row. Lines are compared without regard to case, decoration (bullets, arrows,
emoji) or final punctuation.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from textfix.data import names, read_toml
from textfix.data.dates import is_date
from textfix.errors import DataError
from textfix.text.patterns import IGNORECASE, Match, Pattern, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN = Pattern(r"\{(?P<slot>[^{}]*)\}|(?P<mark>[\[\]()|])|(?P<text>[^{}\[\]()|]+)")
MOST_SPELLINGS = 200  # of a run of pieces: beyond, it counts as anything
CHINESE = Pattern("[\u3400-\u9fff]{3}")
WORD = r"[^\s,;:.!?]+"
NUMBER = r"\d(?:[\d.,\N{NO-BREAK SPACE} ]{0,12}\d)?\s?(?:k|m|mln|тыс|тис|万)?\.?"
MOST_NAME_WORDS = 6  # of what `{name}` stands for
ANYTHING = r"\S+(?: \S+){0,11}"
BRACKETS = {"[": "]", "(": ")"}
KEY = 6  # characters at either end of a line by which forms are looked up, at most
LONG = 100  # code points: what is longer is mostly a paragraph of the article, and looked at only where a trigger fired
SHORTEST_TRIGGER = 8  # code points
MOST_TRIGGERS = 12  # spellings of one trigger
LONGEST_SHAPE = 60  # code points of a line that can match a form without any fixed text, such as a bare date
DIGIT = "0"  # stands for any digit at the start of a line
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
        slots = _slots(data.words)
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


class Piece(NamedTuple):
    """A piece of a form: its pattern, and all its spellings (none where it can be anything)."""

    source: str
    spellings: tuple[str, ...]


def _slots(words: Mapping[str, list[str]]) -> dict[str, Piece]:
    """The slots of a file: those that all files have, and its lists."""
    slots = {
        "n": Piece(NUMBER, ()),
        "w": Piece(WORD, ()),
        "*": Piece(ANYTHING, ()),
        "name": Piece(r"(?P<name>\w[^\n:;|]{1,60}?)", ()),
        "date": Piece(r"(?P<date>(?=\D{0,40}\d)[^\n]{3,60}?)", ()),
    }
    for name in ("n", "w"):  # one or more in a row
        slots[f"{name}+"] = Piece(f"{slots[name].source}(?:[ ,/|]{{1,3}}{slots[name].source}){{0,15}}", ())
    for name, listed in words.items():
        slots[name] = Piece(f"(?P<{name}>[^\\n]{{1,40}}?)", tuple(listed))
        slots[f"{name}+"] = Piece(f"(?P<{name}_row>[^\\n]{{1,200}}?)", ())
    return slots


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
    tokens = list(TOKEN.finditer(line))
    if "".join(token[0] for token in tokens) != line:
        raise DataError(f"boilerplate/{language}.toml: {label.id}: malformed form {line!r}")
    try:
        (pieces,), rest = _parse(tokens, slots, "")
    except (ValueError, KeyError) as error:
        raise DataError(f"boilerplate/{language}.toml: {label.id}: {error} in {line!r}") from error
    if rest:
        raise DataError(f"boilerplate/{language}.toml: {label.id}: unbalanced {rest[0][0]!r} in {line!r}")
    body = "".join(piece.source for piece in pieces)
    body = _numbered(body)
    starts = label.payload in ("rest", "next")
    return Form(
        label,
        language,
        Pattern(body, IGNORECASE),
        Pattern(rf"(?:{body})(?:{AFTER_LABEL}|(?P<glued>(?=\w)))", IGNORECASE) if starts else None,
        (_keys(pieces, 1), () if starts else _keys(pieces, -1), _triggers(pieces)),
        bool(_spell(pieces)) and not starts,
        _run(pieces, 1),
        () if starts else _run(pieces, -1),
        _literal(pieces),
        inf if starts else sum(max(map(len, piece.spellings), default=inf) for piece in pieces),
        words,
        not all(map(str.isalnum, _edges(pieces))),
    )


def _numbered(source: str) -> str:
    """The groups of a pattern with a number after their names, so that none stands twice."""
    parts = source.split("(?P<")
    return parts[0] + "".join(f"(?P<{part.replace('>', f'{k}>', 1)}" for k, part in enumerate(parts[1:]))


def _parse(tokens: list[Match], slots: Mapping[str, Piece], closer: str) -> tuple[list[list[Piece]], list[Match]]:
    """The alternatives up to a closing bracket, each a list of pieces, and the tokens after it.

    Raises: ValueError for an unclosed bracket, KeyError for an unknown slot.
    """
    alternatives: list[list[Piece]] = [[]]
    while tokens:
        token, *tokens = tokens
        if token["text"]:
            alternatives[-1].append(Piece(_flexible(token["text"]), (token["text"],)))
        elif token["slot"] is not None:
            alternatives[-1].append(slots[token["slot"]])
        elif token["mark"] == "|":
            alternatives.append([])
        elif token["mark"] == closer:
            return alternatives, tokens
        elif token["mark"] in BRACKETS:
            inside, tokens = _parse(tokens, slots, BRACKETS[token["mark"]])
            alternatives[-1].append(_choice(inside, optional=token["mark"] == "["))
        else:
            raise ValueError(f"unexpected {token[0]!r}")
    if closer:
        raise ValueError(f"no closing {closer!r}")
    return alternatives, []


def _choice(alternatives: list[list[Piece]], *, optional: bool) -> Piece:
    sources = ["".join(piece.source for piece in pieces) for pieces in alternatives]
    body = "|".join(sorted(sources, key=len, reverse=True))
    spellings: list[str] = [""] if optional else []
    for pieces in alternatives:
        found = _spell(pieces)
        if not found or len(spellings) + len(found) > MOST_SPELLINGS:
            return Piece(f"(?:{body})" + "?" * optional, ())
        spellings += found
    return Piece(f"(?:{body})" + "?" * optional, tuple(spellings))


def _spell(pieces: list[Piece]) -> tuple[str, ...]:
    """All spellings of a sequence of pieces, or none where they are too many or a piece can be anything."""
    out: tuple[str, ...] = ("",)
    for piece in pieces:
        if not piece.spellings or len(out) * len(piece.spellings) > MOST_SPELLINGS:
            return ()
        out = tuple(head + tail for head, tail in product(out, piece.spellings))
    return out


def _flexible(text: str) -> str:
    """A literal in which an apostrophe may be straight or curly."""
    return literal(text).replace(r"\ ", " ").replace("'", "['\N{RIGHT SINGLE QUOTATION MARK}]")


def _run(pieces: list[Piece], step: int) -> tuple[str, ...]:
    """All spellings, in lower case, of as many pieces from the start (`step` 1) or the end (-1) as can be spelled out."""
    run: tuple[str, ...] = ("",)
    for piece in pieces[::step]:
        if not piece.spellings or len(run) * len(piece.spellings) > MOST_SPELLINGS:
            break
        run = tuple(a + b if step > 0 else b + a for a, b in product(run, piece.spellings))
    spelled = {item.lower().lstrip() if step > 0 else item.lower().rstrip() for item in run}
    if any("'" in item for item in spelled):
        spelled |= {item.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for item in spelled}
    return () if "" in spelled else tuple(sorted(spelled))


def _keys(pieces: list[Piece], step: int) -> tuple[str, ...]:
    """What the first (or last) `KEY` characters of a line can be; empty where they can be anything."""
    if step > 0 and pieces[0].source == NUMBER:
        return (DIGIT,)
    return tuple(sorted({item[:KEY] if step > 0 else item[-KEY:] for item in _run(pieces, step)}))


def _edges(pieces: list[Piece]) -> list[str]:
    """The first and last characters that the fixed text at either end can have."""
    heads, tails = ([item.strip() for item in piece.spellings] for piece in (pieces[0], pieces[-1]))
    return [item[0] for item in heads if item] + [item[-1] for item in tails if item]


def _literal(pieces: list[Piece]) -> str:
    """The longest text that a line must hold, in lower case, or ""."""
    fixed = (piece.spellings[0].strip().lower() for piece in pieces if len(piece.spellings) == 1)
    return max((text for text in fixed if "'" not in text), key=len, default="")


def _triggers(pieces: list[Piece]) -> tuple[str, ...]:
    """All spellings of the run of pieces whose shortest spelling is longest; empty where they are too common or too many."""
    best: tuple[str, ...] = ()
    longest = 0
    for i in range(len(pieces)):
        run: tuple[str, ...] = ("",)
        for piece in pieces[i:]:
            if not piece.spellings or len(run) * len(piece.spellings) > MOST_TRIGGERS:
                break
            run = tuple(head + tail for head, tail in product(run, piece.spellings))
            shortest = min(len(item.strip()) for item in run)
            if shortest > longest and all(_is_rare(item.strip()) for item in run):
                best, longest = tuple(item.strip().lower() for item in run), shortest
    return tuple(
        sorted({item.replace("'", mark) for item in best for mark in ("'", "\N{RIGHT SINGLE QUOTATION MARK}")})
    )


def _is_rare(text: str) -> bool:
    """Whether a text is long enough not to stand in every other article: two words, or three Chinese characters."""
    return (len(text) >= SHORTEST_TRIGGER and " " in text) or CHINESE.search(text) is not None
