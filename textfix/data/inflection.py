"""English inflection for lexicon entries: the forms of a verb or noun, irregular ones from a table.

One entry says `{v:make}` and covers make, makes, made and making.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from textfix.data import read_bytes
from textfix.text.patterns import Pattern

DOUBLING = Pattern(r"(?:[^aeiou]|qu)*[aeiou][bdfgklmnprtvz]")  # stop -> stopped; one vowel, one consonant
DOUBLING_TOO = frozenset(
    "admit begin commit compel control equip expel forget occur omit permit prefer refer regret repel submit transfer upset".split()
)
SIBILANT = ("s", "x", "z", "ch", "sh", "o")


class VerbForms(NamedTuple):
    base: str
    third: str  # he makes
    past: str
    participle: str
    gerund: str  # making


class NounForms(NamedTuple):
    singular: str
    plural: str


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    rows = read_bytes("inflection/en.tsv").decode().splitlines()
    return {row.split("\t")[0]: tuple(row.split("\t")) for row in rows if row and not row.startswith("#")}


def verb_forms(lemma: str) -> VerbForms:
    """The forms of a verb.

    >>> verb_forms("make")
    VerbForms(base='make', third='makes', past='made', participle='made', gerund='making')
    >>> verb_forms("commit").past, verb_forms("carry").third, verb_forms("open").gerund
    ('committed', 'carries', 'opening')
    """
    if lemma == "be":
        return VerbForms("be", "is", "was", "been", "being")
    third = "has" if lemma == "have" else _with_s(lemma)
    if lemma.endswith("ie"):
        gerund = lemma[:-2] + "ying"
    elif lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        gerund = lemma[:-1] + "ing"
    else:
        gerund = _doubled(lemma) + "ing"
    if (row := _irregular().get(f"v:{lemma}")) is not None:
        return VerbForms(lemma, third, row[1], row[2], gerund)
    if lemma.endswith("e"):
        past = lemma + "d"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        past = lemma[:-1] + "ied"
    else:
        past = _doubled(lemma) + "ed"
    return VerbForms(lemma, third, past, past, gerund)


def noun_forms(lemma: str) -> NounForms:
    """Singular and plural.

    >>> noun_forms("party"), noun_forms("man")
    (NounForms(singular='party', plural='parties'), NounForms(singular='man', plural='men'))
    """
    row = _irregular().get(f"n:{lemma}")
    return NounForms(lemma, row[1] if row else _with_s(lemma))


def _with_s(lemma: str) -> str:
    if lemma.endswith(SIBILANT):
        return lemma + "es"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies"
    return lemma + "s"


def _doubled(lemma: str) -> str:
    double = lemma in DOUBLING_TOO or (len(lemma) <= 5 and DOUBLING.fullmatch(lemma) is not None)
    return lemma + lemma[-1] if double else lemma
