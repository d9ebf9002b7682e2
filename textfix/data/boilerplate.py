"""The boilerplate lexicon: lines that a page puts around an article, by role and language.

A form describes a whole line. Its grammar: words; `[x]` may be absent; `(a|b)` one of them; `{n}` a number; `{w}` one word;
`{*}` one to twelve words; `{name}` one to five capitalised words; `{date}` a date or time. Lines are compared without
regard to case, decoration (bullets, arrows, emoji) or final punctuation.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

import msgspec

from textfix.data import names, read_toml
from textfix.data.dates import date_pattern
from textfix.errors import DataError
from textfix.text.patterns import IGNORECASE, Match, Pattern, literal

TOKEN = Pattern(r"\{(?P<slot>[^{}]*)\}|(?P<mark>[\[\]()|])|(?P<text>[^{}\[\]()|]+)")
MOST_TRIGGERS = 60  # spellings of the piece of a form that the scan looks for
WORD = r"[^\s,;:.!?]+"
NUMBER = r"\d(?:[\d.,\N{NO-BREAK SPACE} ]{0,12}\d)?\s?(?:k|m|mln|тыс|тис|万)?\.?"
NAME = r"[^\W\d_][\w.'\N{RIGHT SINGLE QUOTATION MARK}\-]*(?:(?:,? (?:and|und|et|y|e|i|и|та|ve) |\s)[^\W\d_][\w.'\N{RIGHT SINGLE QUOTATION MARK}\-]*){0,5}"
ANYTHING = r"\S+(?: \S+){0,11}"
SLOTS = {"n": NUMBER, "w": WORD, "*": ANYTHING, "name": f"(?P<name>{NAME})"}
BRACKETS = {"[": "]", "(": ")"}
BARE_TRIGGERS = ("20",)  # of forms that are nothing but a date: this century
AFTER_LABEL = r"\s*(?:[:\N{FULLWIDTH COLON}|>\N{RIGHTWARDS ARROW}»]|[-\N{EN DASH}\N{EM DASH}] )\s*"


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
    level: str = "safe"


class LabelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    label: list[Label]


class Form(NamedTuple):
    """One line form, ready to match."""

    label: Label
    language: str
    whole: Pattern
    start: Pattern | None  # the label at the start of a line whose rest is payload
    triggers: tuple[str, ...]

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
        for label in read_toml(name, LabelFile).label:
            if (language, label.id) in seen:
                raise DataError(f"textfix/data/{name}: id {label.id!r} stands twice")
            seen.add((language, label.id))
            out += [_compile(label, language, line) for line in label.lines]
    return tuple(out)


@cache
def forms_by_trigger() -> dict[str, tuple[Form, ...]]:
    out: dict[str, list[Form]] = {}
    for form in forms():
        for trigger in form.triggers:
            out.setdefault(trigger, []).append(form)
    return {trigger: tuple(found) for trigger, found in out.items()}


class Piece(NamedTuple):
    """A piece of a form: its pattern, and all its spellings (none where it can be anything)."""

    source: str
    spellings: tuple[str, ...]


def _compile(label: Label, language: str, line: str) -> Form:
    tokens = list(TOKEN.finditer(line))
    if "".join(token[0] for token in tokens) != line:
        raise DataError(f"boilerplate/{language}.toml: {label.id}: malformed form {line!r}")
    try:
        (pieces,), rest = _parse(tokens, language, "")
    except (ValueError, KeyError) as error:
        raise DataError(f"boilerplate/{language}.toml: {label.id}: {error} in {line!r}") from error
    if rest:
        raise DataError(f"boilerplate/{language}.toml: {label.id}: unbalanced {rest[0][0]!r} in {line!r}")
    body = "".join(piece.source for piece in pieces)
    for k in range(body.count("(?P<name>")):
        body = body.replace("(?P<name>", f"(?P<name{k}>", 1)
    starts = label.payload in ("rest", "next")
    return Form(
        label,
        language,
        Pattern(body, IGNORECASE),
        Pattern(rf"(?:{body})(?:{AFTER_LABEL}|(?P<glued>(?=\w)))", IGNORECASE) if starts else None,
        _triggers(pieces) or BARE_TRIGGERS,
    )


def _parse(tokens: list[Match], language: str, closer: str) -> tuple[list[list[Piece]], list[Match]]:
    """The alternatives up to a closing bracket, each a list of pieces, and the tokens after it.

    Raises: ValueError for an unclosed bracket, KeyError for an unknown slot.
    """
    alternatives: list[list[Piece]] = [[]]
    while tokens:
        token, *tokens = tokens
        if token["text"]:
            alternatives[-1].append(Piece(_flexible(token["text"]), (token["text"],)))
        elif token["slot"] is not None:
            source = date_pattern(language) if token["slot"] == "date" else SLOTS[token["slot"]]
            alternatives[-1].append(Piece(source, ()))
        elif token["mark"] == "|":
            alternatives.append([])
        elif token["mark"] == closer:
            return alternatives, tokens
        elif token["mark"] in BRACKETS:
            inside, tokens = _parse(tokens, language, BRACKETS[token["mark"]])
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
        if not found or len(spellings) + len(found) > MOST_TRIGGERS:
            return Piece(f"(?:{body})" + "?" * optional, ())
        spellings += found
    return Piece(f"(?:{body})" + "?" * optional, tuple(spellings))


def _spell(pieces: list[Piece]) -> tuple[str, ...]:
    """All spellings of a sequence of pieces, or none where they are too many or a piece can be anything."""
    out: tuple[str, ...] = ("",)
    for piece in pieces:
        if not piece.spellings or len(out) * len(piece.spellings) > MOST_TRIGGERS:
            return ()
        out = tuple(head + tail for head, tail in product(out, piece.spellings))
    return out


def _flexible(text: str) -> str:
    """A literal in which an apostrophe may be straight or curly."""
    return literal(text).replace(r"\ ", " ").replace("'", "['\N{RIGHT SINGLE QUOTATION MARK}]")


def _triggers(pieces: list[Piece]) -> tuple[str, ...]:
    """The literals to scan for: all spellings of the run of pieces whose shortest spelling is longest. () where none is."""
    best: tuple[str, ...] = ()
    for i in range(len(pieces)):
        for j in range(i + 1, len(pieces) + 1):
            run = tuple(item.strip() for item in _spell(pieces[i:j]))
            if not run:
                break
            if min(map(len, run)) > min(map(len, best), default=0):
                best = run
    curly = (item.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for item in best)
    return tuple(sorted({*best, *curly}))
