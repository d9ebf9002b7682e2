"""A sentence that begins in lower case: `in Moscow. observers note that`.

A rewriter dropped or replaced the first word. Only after a full stop that ends a sentence for certain: the word before it
is long and no abbreviation, the word after it is written in lower-case letters only and is followed by another word.
`iPhone`, `eBay`, `e.g.`, `Corp. said` and `approx. five` stay; so does a line that begins in lower case, which may have lost
more than its capital.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import Pattern
from textfix.text.scan import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

WORD_BEFORE = 4  # letters that the word before the stop must have: abbreviations are shorter
START = Pattern(r"\. (?P<word>[a-z]{2,20}+) [a-z]{2,}")
ABBREVIATIONS = frozenset(
    "admin approx ariz assn assoc attn brig bros calif capt cmdr colo comdr comm comp conf confer conn cont corp dept "
    "dist elec epis equip estab extn figs govt ibid illus incl inst intl intro jour maint mass messrs minn misc miss "
    "natl nos okla oreg orig penn photog pref pres prob prof pseud publ reqd respt sched secy sept sergt spec subj "
    "suppl supt techn temp tenn trans treas univ viz vocab vols wash".split()
)

EXTENSIONS = frozenset(
    "ai app co com io js jsx net org py rs ts tv uk us ru de fr cn jp".split()
)  # `Node. js`, `News. com`

# What goes on with a sentence: behind them the stop is the mistake, not the small letter.
JOINING = frozenset(
    "and as because but nor or so than that though when where whereas which while who whom whose with".split()
)

START_RULE = Rule(
    id="sentence-starts/lower-case",
    defect="CASE01",
    why="a sentence begins with a capital",
    level="likely",
    examples=(
        Example(
            "The site is in Moscow. observers note that talks go on.",
            "The site is in Moscow. Observers note that talks go on.",
        ),
    ),
    keeps=(
        "Node. js is fun.",
        "Apple Corp. said so.",
        "It cost approx. five euros.",
        "The firm sold cars. iPhone sales rose.",
        "He left at 5 p.m. after the vote.",
        "Yahoo! said so. eBay did not.",
        "He presented the Reform Bill. which aims to make it easier.",
        "They may gain from it. or meddle in secret.",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    text = view.text
    for at, _, _ in hits:
        match = START.match(text, at)
        if match and match["word"] not in EXTENSIONS | JOINING and _ends_sentence(text, at):
            at = match.start("word")
            yield Edit(at, at + 1, text[at].upper(), (START_RULE.id,))


def _ends_sentence(text: str, stop: int) -> bool:
    start = stop
    while start > 0 and stop - start < 20 and text[start - 1].isalpha():
        start -= 1
    word = text[start:stop]
    before = text[start - 1 : start]
    return (
        len(word) >= WORD_BEFORE
        and word[1:].islower()
        and word.lower() not in ABBREVIATIONS
        and before in ("", " ", "\n", "-", '"', "\N{RIGHT SINGLE QUOTATION MARK}", "'")
    )


PASS = Pass(
    id="sentence-starts",
    repairs="Sentences that begin in lower case",
    find=find,
    rules=(START_RULE,),
    triggers=tuple(Trigger(f". {chr(code)}", caseless=False) for code in range(ord("a"), ord("z") + 1)),
    languages=frozenset({"en"}),
)
