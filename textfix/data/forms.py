"""The grammar of boilerplate forms: from `[please ](read|see) also` to a pattern, its spellings, and what a line must hold.

Words; `[x]` may be absent; `(a|b)` one of them; `{n}` a number; `{w}` one word; `{*}` one to twelve words; `{name}` one to
six capitalised words; `{date}` a date or time; `{network}` one of a list of the file; `{n+}` one or more of a slot in a row.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from textfix.text.patterns import Match, Pattern, literal

if TYPE_CHECKING:
    from collections.abc import Mapping

TOKEN = Pattern(r"\{(?P<slot>[^{}]*)\}|(?P<mark>[\[\]()|])|(?P<text>[^{}\[\]()|]+)")
BRACKETS = {"[": "]", "(": ")"}
WORD = r"[^\s,;:.!?]+"
NUMBER = r"\d(?:[\d.,\N{NO-BREAK SPACE} ]{0,12}\d)?\s?(?:k|m|mln|тыс|тис|万)?\.?"
ANYTHING = r"\S+(?: \S+){0,11}"
CHINESE = Pattern("[\u3400-\u9fff]{3}")
MOST_SPELLINGS = 200  # of a run of pieces: beyond, it counts as anything
KEY = 6  # characters at either end of a line by which forms are looked up, at most
DIGIT = "0"  # stands for any digit at the start of a line
SHORTEST_TRIGGER = 8  # code points
MOST_TRIGGERS = 12  # spellings of one trigger


class Piece(NamedTuple):
    """A piece of a form: its pattern, and all its spellings (none where it can be anything)."""

    source: str
    spellings: tuple[str, ...]


def slots_of(words: Mapping[str, list[str]]) -> dict[str, Piece]:
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


def parse(line: str, slots: Mapping[str, Piece]) -> list[Piece]:
    """The pieces of a form.

    Raises: ValueError for a malformed form, KeyError for an unknown slot.
    """
    tokens = list(TOKEN.finditer(line))
    if "".join(token[0] for token in tokens) != line:
        raise ValueError("malformed form")
    (pieces, *more), rest = _parse(tokens, slots, "")
    if rest or more:
        raise ValueError("unbalanced brackets")
    return pieces


def numbered(source: str) -> str:
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
        found = spell(pieces)
        if not found or len(spellings) + len(found) > MOST_SPELLINGS:
            return Piece(f"(?:{body})" + "?" * optional, ())
        spellings += found
    return Piece(f"(?:{body})" + "?" * optional, tuple(spellings))


def spell(pieces: list[Piece]) -> tuple[str, ...]:
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


def edge_spellings(pieces: list[Piece], step: int) -> tuple[str, ...]:
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


def edge_keys(pieces: list[Piece], step: int) -> tuple[str, ...]:
    """What the first (or last) `KEY` characters of a line can be; empty where they can be anything."""
    if step > 0 and pieces[0].source == NUMBER:
        return (DIGIT,)
    return tuple(sorted({item[:KEY] if step > 0 else item[-KEY:] for item in edge_spellings(pieces, step)}))


def edge_marks(pieces: list[Piece]) -> list[str]:
    """The first and last characters that the fixed text at either end can have."""
    heads, tails = ([item.strip() for item in piece.spellings] for piece in (pieces[0], pieces[-1]))
    return [item[0] for item in heads if item] + [item[-1] for item in tails if item]


def fixed_text(pieces: list[Piece]) -> str:
    """The longest text that a line must hold, in lower case, or ""."""
    fixed = (piece.spellings[0].strip().lower() for piece in pieces if len(piece.spellings) == 1)
    return max((text for text in fixed if "'" not in text), key=len, default="")


def triggers_of(pieces: list[Piece]) -> tuple[str, ...]:
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
