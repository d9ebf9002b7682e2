"""The phrase lexicon: what a spinner made of a set expression, and the good form. One entry covers all its inflections.

The grammar of `bad`: words separated by one space; `{a|b|c}` one of these word groups, kept (an empty one may be absent);
`{*}` any one word, kept; `{#}` a number, kept; `{v:create|produce}` any form of these verbs; `{n:assertion}` singular or
plural. `good` takes what was kept by its number, `{1}`, and verbs and nouns in the same form: the k-th `{v:…}` of `good`
follows the k-th of `bad`. A variant without capitals is found in any case; one with capitals only as it is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import product
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from textfix.data import names, read_bytes, read_toml
from textfix.data.inflection import noun_forms, verb_forms
from textfix.errors import DataError
from textfix.text.patterns import IGNORECASE, Match, Pattern, literal

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

SLOT = Pattern(r"\{([^{}]*)\}")
MOST_TRIGGERS = 240  # spellings of the piece of a variant that the scan looks for
SHORTEST_TRIGGER = 3  # code points
RARE = 3.0  # Zipf frequency of words that are not in the list: one in a million
FURTHER_WORD = 1.0  # powers of ten by which a text of one more word is rarer
COMMON = 7.0  # … of punctuation
INSIDE = 7  # code points from which a text seldom stands inside longer words
PUNCTUATION = ",.;:-\"'"
FEW_LITERALS, RARELY = (
    12,
    4.0,
)  # new literals, and occurrences in a million words, of variants that are always looked for
COST_OF_A_LITERAL = 1.0  # occurrences in a million words
COST_OF_A_PAIR = 0.3  # … of two listed words side by side, one with the other
WORD = r"\w+(?:['\N{RIGHT SINGLE QUOTATION MARK}-]\w+)*"
NUMBER = r"\d+(?:[.,:]\d+)*"
LONGEST_WORD = 30  # code points that `{*}` or `{#}` are expected to take

HAVE = frozenset("has have had having 've 's 'd".split())
BE = frozenset("be been being is are was were get gets got am 're 'm".split())


class Phrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry."""

    id: str
    bad: list[str]
    good: str
    defect: str
    why: str
    example: tuple[str, str]
    keep: list[str]
    level: str = "likely"
    needs: list[str] = []
    unless: list[str] = []
    window: int = 8  # words on either side, within the sentence, for `needs` and `unless`
    spun: bool = False  # only in a document that other entries have shown to be spun
    source: str = ""


class PhraseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phrase: list[Phrase]


@dataclass(frozen=True, eq=False)
class Variant:
    """One spelling pattern of an entry, ready to match."""

    phrase: Phrase
    bad: str
    triggers: tuple[str, ...]
    choices: tuple[tuple[str, ...], ...]  # what each piece can be; () where it can be anything
    first: int  # the pieces that the triggers spell …
    last: int  # … up to this one
    verbs: tuple[tuple[str, ...], ...]  # lemmas of each verb slot
    nouns: tuple[tuple[str, ...], ...]

    @property
    def caseless(self) -> bool:
        return self.bad == self.bad.lower()

    @cached_property
    def pattern(self) -> Pattern:
        return _pattern(self.phrase, self.bad)

    @cached_property
    def before(self) -> int:
        """Code points before a trigger from which the pattern can begin."""
        return _longest(self.choices[: self.first])

    @cached_property
    def after(self) -> int:
        """Code points after a trigger up to which the pattern can end."""
        return _longest(self.choices[self.last :])

    @cached_property
    def _neighbours(self) -> tuple[Neighbours, Neighbours]:
        """What must stand right before a trigger, and right after it."""
        return _neighbours(self.choices[: self.first], -1), _neighbours(self.choices[self.last :], 1)

    def could_match(self, text: str, at: int, stop: int) -> bool:
        """Whether the words beside a hit are those of the pattern: cheap, and false of nearly all hits in good text.

        So hardly any pattern is ever compiled, which costs more than cleaning an article.
        """
        left, right = self._neighbours
        if right.reach:
            after = _plain(text[stop : stop + right.reach])
            if not (after.startswith(right.fixed) and after.startswith(right.options, len(right.fixed))):
                return False
        if not left.reach:
            return True
        before = _plain(text[max(0, at - left.reach) : at])
        return before.endswith(left.fixed) and before.endswith(left.options, 0, len(before) - len(left.fixed))


class Neighbours(NamedTuple):
    """A text beside a trigger, and then one of these: in lower case."""

    fixed: str
    options: tuple[str, ...]
    reach: int  # code points of the longest of them; 0 where anything can stand


def _longest(choices: Sequence[tuple[str, ...]]) -> int:
    return sum(max(map(len, options), default=LONGEST_WORD) for options in choices)


def _neighbours(choices: Sequence[tuple[str, ...]], step: int) -> Neighbours:
    """The texts that can stand at the near edge of some pieces: as far as the first piece with a choice."""
    fixed = ""
    options: tuple[str, ...] = ("",)
    for piece in choices[::step]:
        if len(piece) != 1:
            options = piece or options
            break
        fixed = fixed + piece[0] if step > 0 else piece[0] + fixed
    reach = len(fixed) + (0 if "" in options else max(map(len, options)))
    return Neighbours(_plain(fixed), tuple(map(_plain, options)), reach)


def _plain(text: str) -> str:
    return text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


@cache
def phrases(language: str = "en") -> tuple[Phrase, ...]:
    """All entries of a language, by file and id.

    Raises: DataError when a file is malformed or an id stands twice.
    """
    out: dict[str, Phrase] = {}
    for name in names(f"phrases/{language}"):
        for phrase in read_toml(name, PhraseFile).phrase:
            if phrase.id in out:
                raise DataError(f"textfix/data/{name}: id {phrase.id!r} stands twice")
            out[phrase.id] = phrase
    return tuple(out.values())


class Variants(NamedTuple):
    """The variants to try at each trigger. Those of the first table are looked for in all texts, for next to nothing: few
    literals, which stand in few texts. The others together would cost four times as much as all other scanning."""

    first: dict[str, tuple[Variant, ...]]
    rest: dict[str, tuple[Variant, ...]]


@cache
def variants(language: str = "en") -> Variants:
    """The variants of a language."""
    first: dict[str, list[Variant]] = {}
    rest: dict[str, list[Variant]] = {}
    known: set[str] = set()
    for phrase in phrases(language):
        for bad in phrase.bad:
            variant = compile_variant(phrase, bad, known)
            new = sum(trigger not in known for trigger in variant.triggers)
            common = sum(map(_commonness, variant.triggers))
            table = first if new <= FEW_LITERALS and common <= RARELY else rest
            for trigger in variant.triggers:
                table.setdefault(trigger, []).append(variant)
            known.update(variant.triggers)
    _commonness.cache_clear()
    return Variants(*({trigger: tuple(found) for trigger, found in table.items()} for table in (first, rest)))


class Part(NamedTuple):
    """A piece of a variant: a text, or a slot and the space after it if that belongs to the slot."""

    kind: str  # "" for a text, "v" and "n" for inflected slots, "*", "#" and "|" for kept ones
    lemmas: tuple[str, ...]
    options: tuple[str, ...]  # what it can be, without the space; () where it can be anything
    space: str


def _parts(phrase: Phrase, bad: str) -> Iterator[Part]:
    """Raises: DataError, naming entry and slot."""
    for piece in _pieces(bad):
        slot = SLOT.search(piece)
        if not slot:
            yield Part("", (), (piece,), "")
            continue
        inside, space = slot[1], piece[slot.end() :]
        if inside[:2] in ("v:", "n:"):
            inflect = verb_forms if inside[0] == "v" else noun_forms
            lemmas = tuple(inside[2:].split("|"))
            yield Part(inside[0], lemmas, tuple(sorted({form for lemma in lemmas for form in inflect(lemma)})), space)
        elif inside in ("*", "#"):
            yield Part(inside, (), (), space)
        elif inside:
            yield Part("|", (), tuple(inside.split("|")), space)
        else:
            raise DataError(f"phrase {phrase.id}: empty slot in {bad!r}")


def compile_variant(phrase: Phrase, bad: str, known: Container[str] = ()) -> Variant:
    """Parse one `bad` string. Literals that are `known` already cost the scan nothing more.

    Raises: DataError, naming entry and slot.
    """
    parts = list(_parts(phrase, bad))
    choices = [tuple(option + part.space if option else "" for option in part.options) for part in parts]
    verbs, nouns = (tuple(part.lemmas for part in parts if part.kind == kind) for kind in "vn")
    kept = sum(part.kind in ("*", "#", "|") for part in parts)
    for slot in SLOT.finditer(phrase.good):
        there = int(slot[1]) <= kept if slot[1].isdigit() else bool(verbs if slot[1][:2] == "v:" else nouns)
        if not there:
            raise DataError(f"phrase {phrase.id}: {bad!r} has no slot for {slot[0]} of the good form")
    triggers, first, last = _triggers(phrase, bad, choices, known)
    return Variant(phrase, bad, triggers, tuple(choices), first, last, verbs, nouns)


def _pattern(phrase: Phrase, bad: str) -> Pattern:
    """What matches a variant, with a group for each slot: `v1` and so on for verbs, `n1` for nouns, `k1` for what is kept."""
    source, counts = [], {"v": 0, "n": 0, "k": 0}
    for part in _parts(phrase, bad):
        if not part.kind:
            source.append(_flexible(part.options[0]))
            continue
        group = part.kind if part.kind in counts else "k"
        counts[group] += 1
        name, optional = f"{group}{counts[group]}", "" in part.options
        body = {"*": WORD, "#": NUMBER}.get(part.kind) or "|".join(
            map(_flexible, sorted(filter(None, part.options), key=len, reverse=True))
        )
        slot = f"(?P<{name}>{body}){part.space}"
        source.append(f"(?:{slot})?" if optional else slot)
    left = r"(?<![\w#@/-])" if bad[0] == "{" or bad[0].isalnum() else ""
    right = r"(?![\w-])" if bad[-1] == "}" or bad[-1].isalnum() else ""
    return Pattern(left + "".join(source) + right, IGNORECASE if bad == bad.lower() else 0)


def _pieces(bad: str) -> list[str]:
    """Slots and the text between them. The space after a slot that may be empty belongs to the slot."""
    out: list[str] = []
    at = 0
    for match in SLOT.finditer(bad):
        if match.start() > at:
            out.append(bad[at : match.start()])
        at = match.end()
        optional = "" in match[1].split("|") and bad[at : at + 1] == " "
        at += optional
        out.append(match[0] + " " * optional)
    if at < len(bad):
        out.append(bad[at:])
    return out


def _flexible(text: str) -> str:
    """A literal in which an apostrophe may be straight or curly."""
    return literal(text).replace("'", "['\N{RIGHT SINGLE QUOTATION MARK}]")


def _triggers(
    phrase: Phrase, bad: str, choices: list[tuple[str, ...]], known: Container[str]
) -> tuple[tuple[str, ...], int, int]:
    """The literals to scan for, all spellings of the run of pieces that stands in the fewest texts, and where the run is."""
    fewest, place = inf, (0, 0)
    for i in range(len(choices)):
        size, listed = 1, 0  # spellings of the run; pieces of it with more than one
        for j in range(i, len(choices)):
            size *= len(choices[j])
            if not 0 < size <= MOST_TRIGGERS:
                break
            listed += len(choices[j]) > 1
            if sum(min(map(len, options)) for options in choices[i : j + 1]) < SHORTEST_TRIGGER:
                continue
            if listed > 1 and all("" not in options for options in choices[i : j + 1]):
                cost = size * (COST_OF_A_LITERAL + COST_OF_A_PAIR)
            else:
                spellings = _spellings(choices[i : j + 1])
                cost = sum(map(_commonness, spellings)) + COST_OF_A_LITERAL * sum(
                    text not in known for text in spellings
                )
            if cost < fewest:
                fewest, place = cost, (i, j + 1)
    best = _spellings(choices[slice(*place)])
    if not best:
        raise DataError(f"phrase {phrase.id}: {bad!r} has no piece that a scan could look for")
    curly = (spelling.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for spelling in best)
    return tuple(sorted({*best, *curly})), *place


def _spellings(choices: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple("".join(pieces).lower() for pieces in product(*choices)) if choices else ()


@cache
def _frequencies() -> dict[str, float]:
    rows = read_bytes("frequency/en.tsv").decode().splitlines()
    return {word: float(zipf) for word, zipf in (row.split("\t") for row in rows if not row.startswith("#"))}


@lru_cache(maxsize=100_000)
def _commonness(text: str) -> float:
    """About how often a text stands in a million words: as often as its rarest word, and less for each further one.

    Without a space on a side it also stands inside longer words, the shorter the more.
    """
    words = [word for word in (word.strip(PUNCTUATION) for word in text.split()) if word]
    rarest = min((_frequencies().get(word, RARE) for word in words), default=COMMON)
    inside = (1 if text[0] == " " else 2) * (1 if text[-1] == " " else 2) * max(1.0, (INSIDE / len(text)) ** 3)
    return float(10 ** (rarest - 3 - FURTHER_WORD * max(0, len(words) - 1))) * inside


def fill(variant: Variant, match: Match, text: str) -> str:
    """The good form for one match, inflected as the bad one was."""
    good = variant.phrase.good
    counts = {"v": 0, "n": 0}
    out, at = [], 0
    for slot in SLOT.finditer(good):
        out.append(good[at : slot.start()])
        at = slot.end()
        if slot[1].isdigit():
            out.append(match[f"k{slot[1]}"] or "")
            continue
        kind, lemma = slot[1].split(":")
        counts[kind] += 1
        groups = variant.verbs if kind == "v" else variant.nouns
        k = min(counts[kind], len(groups))
        surface = match[f"{kind}{k}"].lower()
        if kind == "n":
            plural = any(surface == noun_forms(noun).plural and surface != noun for noun in groups[k - 1])
            out.append(noun_forms(lemma)[plural])
        else:
            out.append(_same_form(surface, groups[k - 1], lemma, text, match.start()))
    out.append(good[at:])
    return " ".join("".join(out).split())


def _same_form(surface: str, lemmas: tuple[str, ...], lemma: str, text: str, start: int) -> str:
    """The form of a verb that `surface` is of one of `lemmas`; past or participle by the auxiliary before it."""
    good = verb_forms(lemma)
    forms = [i for source in lemmas for i, form in enumerate(verb_forms(source)) if form == surface]
    if len({good[i] for i in forms}) == 1:
        return good[forms[0]]
    before = (
        text[max(0, start - 40) : start]
        .lower()
        .replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        .replace("'", " '")
        .split()[-3:]
    )
    if 3 in forms and not (HAVE | BE).isdisjoint(before):
        return good.participle
    return good[2 if 2 in forms else forms[0]]
