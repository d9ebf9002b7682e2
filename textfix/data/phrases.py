"""The phrase lexicon: what a spinner made of a set expression, and the good form. One entry covers all its inflections.

The grammar of `bad`: words separated by one space; `{a|b|c}` one of these word groups, kept (an empty one may be absent);
`{*}` any one word, kept; `{#}` a number, kept; `{v:create|produce}` any form of these verbs; `{n:assertion}` singular or
plural. `good` takes what was kept by its number, `{1}`, and verbs and nouns in the same form: the k-th `{v:…}` of `good`
follows the k-th of `bad`. A variant without capitals is found in any case; one with capitals only as it is written.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import NamedTuple

import msgspec

from textfix.data import names, read_toml
from textfix.data.inflection import noun_forms, verb_forms
from textfix.errors import DataError
from textfix.text.patterns import IGNORECASE, Match, Pattern, literal

SLOT = Pattern(r"\{([^{}]*)\}")
MOST_TRIGGERS = 40  # spellings of the piece of a variant that the scan looks for
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


class Variant(NamedTuple):
    """One spelling pattern of an entry, ready to match."""

    phrase: Phrase
    pattern: Pattern
    triggers: tuple[str, ...]
    reach: int  # code points on either side of a trigger in which the pattern can lie
    verbs: tuple[tuple[str, ...], ...]  # lemmas of each verb slot
    nouns: tuple[tuple[str, ...], ...]
    caseless: bool


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


@cache
def variants(language: str = "en") -> dict[str, tuple[Variant, ...]]:
    """The variants to try at each trigger."""
    out: dict[str, list[Variant]] = {}
    for phrase in phrases(language):
        for bad in phrase.bad:
            variant = compile_variant(phrase, bad)
            for trigger in variant.triggers:
                out.setdefault(trigger, []).append(variant)
    return {trigger: tuple(found) for trigger, found in out.items()}


def compile_variant(phrase: Phrase, bad: str) -> Variant:
    """Parse one `bad` string.

    Raises: DataError, naming entry and slot.
    """
    source: list[str] = []
    choices: list[tuple[str, ...]] = []  # what each piece can be; () where it can be anything
    verbs: list[tuple[str, ...]] = []
    nouns: list[tuple[str, ...]] = []
    kept = 0
    for piece in _pieces(bad):
        slot = SLOT.search(piece)
        if not slot:
            source.append(_flexible(piece))
            choices.append((piece,))
            continue
        inside, space = slot[1], piece[slot.end() :]
        if inside[:2] in ("v:", "n:"):
            group, inflect = (verbs, verb_forms) if inside[0] == "v" else (nouns, noun_forms)
            lemmas = tuple(inside[2:].split("|"))
            group.append(lemmas)
            options = tuple(sorted({form for lemma in lemmas for form in inflect(lemma)}))
            name = f"{inside[0]}{len(group)}"
        elif inside:
            kept += 1
            options = () if inside in ("*", "#") else tuple(inside.split("|"))
            name = f"k{kept}"
        else:
            raise DataError(f"phrase {phrase.id}: empty slot in {bad!r}")
        body = {"*": WORD, "#": NUMBER}.get(inside) or "|".join(
            map(_flexible, sorted(filter(None, options), key=len, reverse=True))
        )
        source.append(f"(?P<{name}>{body}){space}" if "" not in options else f"(?:(?P<{name}>{body}){space})?")
        choices.append(tuple(option + space if option else "" for option in options))
    caseless = bad == bad.lower()
    left = r"(?<![\w-])" if bad[0] == "{" or bad[0].isalnum() else ""
    right = r"(?![\w-])" if bad[-1] == "}" or bad[-1].isalnum() else ""
    return Variant(
        phrase,
        Pattern(left + "".join(source) + right, IGNORECASE if caseless else 0),
        _triggers(phrase, bad, choices),
        sum(max(map(len, options), default=LONGEST_WORD) for options in choices),
        tuple(verbs),
        tuple(nouns),
        caseless,
    )


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


def _triggers(phrase: Phrase, bad: str, choices: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The literals to scan for: all spellings of the run of pieces whose shortest spelling is longest."""
    best: tuple[str, ...] = ()
    for i in range(len(choices)):
        run: tuple[str, ...] = ("",)
        for options in choices[i:]:
            if not options or len(run) * len(options) > MOST_TRIGGERS:
                break
            run = tuple(head + tail for head, tail in product(run, options))
            if min(map(len, run)) > min(map(len, best), default=0):
                best = run
    best = tuple(spelling.strip().lower() for spelling in best)
    if not best or min(map(len, best)) < 3:
        raise DataError(f"phrase {phrase.id}: {bad!r} has no piece that a scan could look for")
    curly = (spelling.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}") for spelling in best)
    return tuple(sorted({*best, *curly}))


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
