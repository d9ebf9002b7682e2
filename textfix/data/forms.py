"""The grammar of boilerplate forms: from `[please ](read|see) also` to its spellings, what a line must hold, and a matcher.

Words; `[x]` may be absent; `(a|b)` one of them; `{n}` a number, `{(n)}` one in brackets; `{w}` one word; `{few}` one to five
words, `{*}` one to twelve; `{name}` one to six capitalised words; `{person}` a first and a last name, `{surname}` the last;
`{source}` agencies, sites or names; `{date}` a date or time; `{network}` one of a list of the file; `{n+}` one or more of a
slot in a row.

Forms are matched by walking their pieces, not by regular expressions: compiling thousands of those, each met once or
twice, would cost more than cleaning the texts.
"""

from __future__ import annotations

from itertools import product
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from textfix.data.agencies import agencies
from textfix.data.dates import is_date
from textfix.text.patterns import Match, Pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

TOKEN = Pattern(r"\{(?P<slot>[^{}]*)\}|(?P<mark>[\[\]()|])|(?P<text>[^{}\[\]()|]+)")
BRACKETS = {"[": "]", "(": ")"}
ONE_WORD = r"[^\s,;:.!?]+"
ONE_NUMBER = r"\d(?:[\d.,\N{NO-BREAK SPACE} ]{0,12}\d)?\s?(?:k|m|mln|тыс|тис|万)?\.?"
IN_A_ROW = r"{0}(?:[ ,/|]{{1,3}}{0}){{0,15}}"
# What a slot can hold at most; how much of it, the rest of the form decides.
SLOTS = {
    "n": Pattern(ONE_NUMBER),
    "(n)": Pattern(rf"\({ONE_NUMBER}\)"),
    "w": Pattern(ONE_WORD),
    "few": Pattern(r"\S+(?: \S+){0,4}"),
    "*": Pattern(r"\S+(?: \S+){0,11}"),
    "name": Pattern(r"\w[^\n:;|]{1,60}"),
    "surname": Pattern(r"[^\W\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}-][^\W\d_]+)*"),
    "person": Pattern(r"\w[^\n\d:;|,/()]{2,40}"),
    "source": Pattern(r"\w[^\n:|]{0,80}"),
    "date": Pattern(r"(?=\D{0,40}\d)[^\n]{3,60}"),
    "n+": Pattern(IN_A_ROW.format(ONE_NUMBER)),
    "w+": Pattern(IN_A_ROW.format(ONE_WORD)),
    "+": Pattern(r"[^\n]{1,200}"),  # of a list of words
}
# Code points that a slot takes in a line of boilerplate; slots that are not here may fill a line of any length.
TAKEN = {"n": 15, "(n)": 17, "w": 20, "few": 40, "name": 40, "surname": 20, "person": 40, "source": 40, "date": 40}
INSIDE_WORD = Pattern("[^\\W_\u2e80-\U0010ffff]{2}")  # of scripts with spaces between words
MOST_NAME_WORDS = 6
PERSON_WORDS = range(2, 5)
PARTICLES = frozenset("al bin da das de del della den der di do dos du el ibn la le ter van von y".split())
INITIAL_OR_NAME = Pattern(r"[^\W\d_]+(?:['\N{RIGHT SINGLE QUOTATION MARK}-][^\W\d_]+)*\.?")
SOURCE_PARTS = Pattern(r"\s*[,;/&\N{FULLWIDTH COMMA}\N{IDEOGRAPHIC COMMA}\N{ARABIC COMMA}]\s*")
UNCASED_WORDS, UNCASED_LENGTH = (
    3,
    12,
)  # of a name in a script without capitals: words, and code points where nothing parts them
CHINESE = Pattern("[\u3400-\u9fff]{3}")
MOST_SPELLINGS = 200  # of a run of pieces: beyond, it counts as anything
KEY = 12  # characters at either end of a line by which forms are looked up, at most
DIGIT = "0"  # stands for any digit at the start of a line
SHORTEST_TRIGGER = 8  # code points
MOST_TRIGGERS = 12  # spellings of one trigger
LIKE = str.maketrans({"\N{RIGHT SINGLE QUOTATION MARK}": "'", "İ": "i", "ı": "i"})


def fold(text: str) -> str:
    """A line or form for comparison, of the same length: in lower case, apostrophes straight, the Turkish i like the others."""
    if text.isascii():
        return text.lower()
    text = text.translate(LIKE)
    lower = text.lower()
    return (
        lower if len(lower) == len(text) else "".join(low if len(low := char.lower()) == 1 else char for char in text)
    )


class Piece(NamedTuple):
    """A piece of a form: all its spellings, or its alternatives where they are too many or hold a slot, or a slot."""

    spellings: tuple[str, ...]
    alternatives: tuple[tuple[Piece, ...], ...] = ()
    slot: str = ""  # a key of SLOTS
    listed: frozenset[str] = frozenset()  # the words of a slot "+"


def slots_of(words: Mapping[str, list[str]]) -> dict[str, Piece]:
    """The slots of a file: those that all files have, and its lists."""
    slots = {name: Piece((), slot=name) for name in SLOTS}
    for name, listed in words.items():
        folded = tuple(map(fold, listed))
        slots[name] = Piece(folded)
        slots[f"{name}+"] = Piece((), slot="+", listed=frozenset(folded))
    return slots


def parse(line: str, slots: Mapping[str, Piece]) -> tuple[Piece, ...]:
    """The pieces of a form.

    Raises: ValueError for a malformed form, KeyError for an unknown slot.
    """
    tokens = list(TOKEN.finditer(line))
    if "".join(token[0] for token in tokens) != line:
        raise ValueError("malformed form")
    (pieces, *more), rest = _parse(tokens, slots, "")
    if rest or more:
        raise ValueError("unbalanced brackets")
    return tuple(pieces)


def _parse(tokens: list[Match], slots: Mapping[str, Piece], closer: str) -> tuple[list[list[Piece]], list[Match]]:
    """The alternatives up to a closing bracket, each a list of pieces, and the tokens after it.

    Raises: ValueError for an unclosed bracket, KeyError for an unknown slot.
    """
    alternatives: list[list[Piece]] = [[]]
    while tokens:
        token, *tokens = tokens
        if token["text"]:
            alternatives[-1].append(Piece((fold(token["text"]),)))
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
    branches = (*map(tuple, alternatives), *(((),) if optional else ()))
    spellings: list[str] = [""] if optional else []
    for pieces in alternatives:
        found = spell(pieces)
        if not found or len(spellings) + len(found) > MOST_SPELLINGS:
            return Piece((), branches)
        spellings += found
    return Piece(tuple(spellings))


def spell(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """All spellings of a sequence of pieces, or none where they are too many or a piece can be anything."""
    out: tuple[str, ...] = ("",)
    for piece in pieces:
        if not piece.spellings or len(out) * len(piece.spellings) > MOST_SPELLINGS:
            return ()
        out = tuple(head + tail for head, tail in product(out, piece.spellings))
    return out


# ---------------------------------------------------------------- matching


class Value(NamedTuple):
    """What a slot holds. Units: code points of the line, half-open."""

    slot: str
    start: int
    end: int


class Line(NamedTuple):
    """A line to match, as it stands and folded: the two are of one length."""

    raw: str
    folded: str


class Node(NamedTuple):
    """A piece, and the pieces after it. A fork has only the `branches` that it leads to."""

    piece: Piece
    lengths: tuple[int, ...]  # of the spellings, the longest first
    after: Node | None  # None: the end of the form
    branches: tuple[Node | None, ...] = ()


def link(pieces: Sequence[Piece], after: Node | None = None) -> Node | None:
    """The matcher of a sequence of pieces."""
    for piece in reversed(pieces):
        if piece.alternatives:
            after = Node(piece, (), None, tuple(link(branch, after) for branch in piece.alternatives))
        else:
            lengths = tuple(sorted({len(item) for item in piece.spellings}, reverse=True))
            after = Node(piece._replace(listed=piece.listed or frozenset(piece.spellings)), lengths, after)
    return after


def match(node: Node | None, line: Line, ends: Callable[[int], bool]) -> tuple[Value, ...] | None:
    """The names and dates in a line that a form matches from its start to a place that `ends` accepts; None: no match.

    Cost: pieces times the length of the line, at most.
    """
    return _walk(node, line, 0, ends, set())


def _walk(
    node: Node | None, line: Line, at: int, ends: Callable[[int], bool], failed: set[tuple[int, int]]
) -> tuple[Value, ...] | None:
    if node is None:
        return () if ends(at) else None
    key = (id(node), at)
    if key in failed:
        return None
    for branch in node.branches:
        if (values := _walk(branch, line, at, ends, failed)) is not None:
            return values
    piece, folded = node.piece, line.folded
    for length in node.lengths:
        if (
            folded[at : at + length] in piece.listed
            and at + length <= len(folded)
            and (values := _walk(node.after, line, at + length, ends, failed)) is not None
        ):
            return values
    if piece.slot:
        for end in _slot_ends(node, line, at, ends):
            values = _walk(node.after, line, end, ends, failed)
            if values is not None and _fits(piece, line, at, end):
                return (Value(piece.slot, at, end), *values)
    failed.add(key)
    return None


def _slot_ends(node: Node, line: Line, at: int, ends: Callable[[int], bool]) -> Iterator[int]:
    """Where a slot that begins at a place can end, the farthest place first."""
    pattern = SLOTS[node.piece.slot]
    most = pattern.match(line.folded, at)
    if most is None:
        return
    folded, last = line.folded, most.end()
    for end in range(last, at, -1):
        if node.after is None and not ends(end):
            continue
        if end < len(folded) and INSIDE_WORD.match(folded, end - 1):
            continue
        if end == last or pattern.fullmatch(folded, at, end):
            yield end


def _fits(piece: Piece, line: Line, start: int, end: int) -> bool:
    """Whether what stands in a slot is what the slot is for."""
    if piece.slot == "name":
        return _is_name(line.raw[start:end])
    if piece.slot == "surname":
        return not line.raw[start].islower()
    if piece.slot == "person":
        return _is_person(line.raw[start:end])
    if piece.slot == "source":
        return all(map(_is_source, SOURCE_PARTS.split(line.raw[start:end])))
    if piece.slot == "date":
        return is_date(line.folded[start:end])
    return piece.slot != "+" or _is_row(line.folded[start:end], piece.listed)


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


def _is_person(text: str) -> bool:
    """Two to four words, capitalised where the script has capitals, particles apart (`van der`, `de`)."""
    words = text.split(" ")
    return (
        len(words) in PERSON_WORDS
        and all(INITIAL_OR_NAME.fullmatch(word) for word in words)
        and not (words[0].islower() or words[-1].islower())
        and all(not word[0].islower() or word in PARTICLES for word in words)
    )


def _is_source(text: str) -> bool:
    """An agency, or a name that stands for one: no sentence, no description such as `an official`."""
    if text in agencies():
        return True
    if not text or text != text.strip() or text[-1] in ".!?\N{IDEOGRAPHIC FULL STOP}":
        return False
    if text.lower() == text.upper():
        words = text.split()
        return len(words) <= UNCASED_WORDS and (len(words) > 1 or len(text) <= UNCASED_LENGTH)
    return _is_name(text)


def _is_row(text: str, listed: frozenset[str]) -> bool:
    """Whether a text is a row of listed words and nothing else."""
    while text:
        known = max((word for word in listed if text.startswith(word)), key=len, default="")
        rest = text[len(known) :]
        if not known or (rest and rest[0] not in " ,/|"):
            return False
        text = rest.lstrip(" ,/|")
    return True


# ---------------------------------------------------------------- what a line must hold


def edge_spellings(pieces: Sequence[Piece], step: int, most: int = MOST_SPELLINGS) -> tuple[str, ...]:
    """All spellings of as many pieces from the start (`step` 1) or the end (-1) as can be spelled out in so many."""
    run: tuple[str, ...] = ("",)
    for piece in pieces[::step]:
        if not piece.spellings or (len(run) > 1 and len(run) * len(piece.spellings) > most):
            break
        run = tuple(a + b if step > 0 else b + a for a, b in product(run, piece.spellings))
    spelled = {item.lstrip() if step > 0 else item.rstrip() for item in run}
    return () if "" in spelled else tuple(sorted(spelled))


def longest(pieces: Sequence[Piece]) -> float:
    """Code points of the longest line that a sequence of pieces describes."""
    return sum(_longest(piece) for piece in pieces)


def _longest(piece: Piece) -> float:
    if piece.alternatives:
        return max(map(longest, piece.alternatives))
    return max(map(len, piece.spellings), default=TAKEN.get(piece.slot, inf))


def edge_keys(pieces: Sequence[Piece], step: int) -> tuple[str, ...]:
    """What the first (or last) `KEY` characters of a line can be; empty where they can be anything."""
    if step > 0 and pieces[0].slot == "n":
        return (DIGIT,)
    return tuple(sorted({item[:KEY] if step > 0 else item[-KEY:] for item in edge_spellings(pieces, step)}))


def edge_marks(pieces: Sequence[Piece]) -> list[str]:
    """The first and last characters that the fixed text at either end can have."""
    heads, tails = ([item.strip() for item in piece.spellings] for piece in (pieces[0], pieces[-1]))
    return [item[0] for item in heads if item] + [item[-1] for item in tails if item]


def fixed_texts(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Texts of which a line must hold one: the spellings of the piece whose shortest spelling is longest."""
    held = (_held(piece) for piece in pieces)
    return max(held, key=lambda items: min(map(len, items)), default=("",))


def _held(piece: Piece) -> tuple[str, ...]:
    texts = {item.strip() for item in piece.spellings} or {
        text for branch in piece.alternatives for text in fixed_texts(branch)
    }
    return tuple(sorted(texts)) or ("",)


def split(pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    """The forms that a form stands for whose first piece is a choice: each can be looked up by its own edge."""
    if pieces and pieces[0].alternatives:
        for branch in pieces[0].alternatives:
            yield from split((*branch, *pieces[1:]))
    elif pieces:
        yield pieces


def triggers_of(pieces: Sequence[Piece]) -> tuple[str, ...]:
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
                best, longest = tuple(item.strip() for item in run), shortest
    return tuple(
        sorted({item.replace("'", mark) for item in best for mark in ("'", "\N{RIGHT SINGLE QUOTATION MARK}")})
    )


def _is_rare(text: str) -> bool:
    """Whether a text is long enough not to stand in every other article: two words, or three Chinese characters."""
    return (len(text) >= SHORTEST_TRIGGER and " " in text) or CHINESE.search(text) is not None
