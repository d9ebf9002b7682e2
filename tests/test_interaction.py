"""Texts that are broken in several ways at once come out as they were: damage laid on good paragraphs, one kind over another."""

from __future__ import annotations

import json
import random
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textfix import Cleaner
from textfix.data.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Callable

CLEAN = Path(__file__).parent.parent / "corpora" / "clean" / "en.jsonl"
CURLY = str.maketrans({"'": "\N{RIGHT SINGLE QUOTATION MARK}"})


class Pair(NamedTuple):
    """A text and what was made of it."""

    good: str
    broken: str


@cache
def paragraphs() -> tuple[str, ...]:
    """Good paragraphs that hold what encodings break, each a document that cleaning leaves alone."""
    rows = [json.loads(line) for line in CLEAN.read_text(encoding="utf-8").split("\n") if line]
    found = [part for row in rows for part in row["text"].split("\n\n") if len(part) > 200]
    return tuple(part for part in found if Cleaner().clean(part).text == part)


@cache
def expressions() -> tuple[Pair, ...]:
    """Good sentences and what a spinner makes of them, from the lexicon: those that are found in long texts, too."""
    found = [Pair(good, bad) for bad, good in (phrase.example for phrase in phrases()[::9] if not phrase.spun)]
    clean, part = Cleaner().clean, "\n\n".join(paragraphs()[:3])
    return tuple(
        pair
        for pair in found
        if pair.good.isascii()
        and pair.good[-1] == "."
        and pair.good[0].isupper()
        and clean(f"{part} {pair.broken}").text == f"{part} {pair.good}"
    )


# ---------------------------------------------------------------- damage, from the inside out


def spun(pair: Pair, rng: random.Random) -> Pair:
    """A sentence behind it that a spinner broke."""
    more = rng.choice(expressions())
    return Pair(f"{pair.good} {more.good}", f"{pair.broken} {more.broken}")


def mojibake(pair: Pair, _rng: random.Random) -> Pair:
    """UTF-8 read as Windows-1252."""
    return pair._replace(broken="".join(map(_misread, pair.broken)))


def _misread(char: str) -> str:
    try:
        return char if char.isascii() else char.encode().decode("cp1252")
    except UnicodeDecodeError:
        return char


def entities(pair: Pair, rng: random.Random) -> Pair:
    """Numeric entities for what is not ASCII, encoded once or twice."""
    amp = rng.choice(("&", "&amp;"))
    broken = "".join(char if char.isascii() else f"{amp}#{ord(char)};" for char in pair.broken)
    return pair._replace(broken=broken)


def tags(pair: Pair, rng: random.Random) -> Pair:
    """Tags around it and in it, whole and broken."""
    opening = rng.choice(("<p", "<p>", '<p class="lead">', "<div><p>"))
    middle = rng.choice(("<b>", "<span>", "</em>"))
    head, _, rest = pair.broken.partition(". ")
    inside = f"{head}. {middle}{rest}" if rest else head
    return pair._replace(broken=f"{opening}{inside}{rng.choice(('</p>', '</p', '</p></div>'))}")


def spaces(pair: Pair, rng: random.Random) -> Pair:
    """No-break spaces, doubled ones, a soft hyphen."""
    head, _, rest = pair.broken.partition(", ")
    return pair._replace(broken=f"{head},{rng.choice(('  ', chr(0xA0), ' ' + chr(0x200B)))}{rest}" if rest else head)


DAMAGE: tuple[Callable[[Pair, random.Random], Pair], ...] = (spun, mojibake, entities, tags)
LINES = (
    "Advertisement",
    "Read also: Ferry company orders two new ships",
    "Share this article",
    "Sign up for our newsletter",
    "No time to read?",
    "Next Article\n\nFerry company orders two new ships",
)


def document(rng: random.Random) -> Pair:
    """Two or three paragraphs, each broken in up to four ways at once, with lines of the page between and behind them."""
    pairs = []
    for part in rng.sample(paragraphs(), rng.choice((2, 3))):
        pair = Pair(part, part)
        for damage in DAMAGE:
            if rng.random() < 0.75:
                pair = damage(pair, rng)
        pairs.append(pair)
    broken = pairs[0].broken
    for pair in pairs[1:]:
        broken += f"\n\n{rng.choice(LINES[:4])}\n\n{pair.broken}"
    return Pair("\n\n".join(pair.good for pair in pairs), f"{broken}\n\n{rng.choice(LINES)}")


@given(st.integers(0, 10**6))
def test_a_text_broken_in_several_ways_at_once_comes_out_as_it_was(seed: int) -> None:
    pair = document(random.Random(seed))
    expected = Cleaner().clean(pair.good)
    if expected.text != pair.good:
        return  # a sentence of the lexicon beside another text: not the business of this test
    doc = Cleaner().clean(pair.broken)
    assert doc.text == pair.good
    assert doc.restore() == pair.broken


@pytest.mark.parametrize("layers", [DAMAGE, (spun, spaces, mojibake, tags)])
def test_each_kind_of_damage_over_the_others(layers: tuple[Callable[[Pair, random.Random], Pair], ...]) -> None:
    rng = random.Random(5)
    for part in paragraphs()[:8]:
        pair = Pair(part, part)
        for damage in layers:
            pair = damage(pair, rng)
        assert pair.broken != pair.good
        assert Cleaner().clean(pair.broken).text == pair.good


def test_mojibake_in_an_entity_in_a_broken_tag_in_a_spun_caption() -> None:
    good = "The minister\N{RIGHT SINGLE QUOTATION MARK}s envoy made the statement on Monday. Photo: Ann Lee/Reuters"
    broken = good.replace("made the statement", "created the assertion").replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "â€™"
    )
    for char in "â€™":
        broken = broken.replace(char, f"&#{ord(char)};")
    article = paragraphs()[:2]
    doc = Cleaner().clean(f"{article[0]}\n\n<p{broken}</p\n\n{article[1]}")
    assert doc.text == "\n\n".join(article)
    (caption,) = doc.captions
    assert caption.text == good.removesuffix(" Photo: Ann Lee/Reuters")
    assert caption.credit == "Ann Lee/Reuters"
