"""How a repair is written: in the case of the words that it stands for, with `a` or `an` before it as it sounds; and where
none is: in words that are only talked about."""

from __future__ import annotations

from textfix.text.patterns import IGNORECASE, Pattern

OPENING = ('"', "'", "\N{LEFT DOUBLE QUOTATION MARK}", "\N{LEFT SINGLE QUOTATION MARK}")
CLOSING = ('"', "'", "\N{RIGHT DOUBLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}")
SMALL_WORD = 3  # letters of words that have no capital in title case
LONGEST_SHORT = 3  # letters of a unit or an abbreviation
ARTICLE = Pattern(r"(?<!\w)(?P<article>an?) $", IGNORECASE)
VOWEL_SOUND = Pattern(r"(?!uni(?!n|m)|use|usu|eu|one\b|once\b|ut[ei])[aeiou]|hono?u?r|hour|heir|honest", IGNORECASE)


def with_article(text: str, start: int, repair: str) -> tuple[int, str]:
    """A repair from `start`, with the article before it where that has to change: its start, and what is written."""
    article = ARTICLE.search(text, max(0, start - 4), start)
    if article:
        right = "an" if VOWEL_SOUND.match(repair) else "a"
        if article["article"].lower() != right:
            start = article.start("article")
            repair = f"{right.capitalize() if text[start].isupper() else right} {repair}"
    return start, repair


def in_case_of(before: str, after: str, *, inside: bool) -> str:
    """A repair in capitals, in title case or with a capital, as the words were that it stands for.

    `inside`: other words of the expression stand before it, so that a capital is no sentence's.
    """
    letters = [char for char in before if char.isalpha()]
    if len(letters) > 1 and all(map(str.isupper, letters)):
        return after.upper()
    words = [word for word in before.split(" ") if len(word) > SMALL_WORD]
    if len(words) + inside > 1 and all(word[0].isupper() for word in words):
        return " ".join(word if len(word) <= SMALL_WORD else word[0].upper() + word[1:] for word in after.split(" "))
    return after[0].upper() + after[1:] if before[0].isupper() else after


def is_mentioned(text: str, start: int, end: int) -> bool:
    """Whether quotation marks stand right around a span: somebody writes about the expression."""
    return text[start - 1 : start] in OPENING and text[end : end + 1] in CLOSING


def is_abbreviated(text: str, start: int, end: int) -> bool:
    """Whether a short word is a unit behind a number, or an abbreviation with a capital and a stop: `63 min`, `5-yr`, `Md.`"""
    before = text[max(0, start - 2) : start]
    unit = before.rstrip(" -\N{NO-BREAK SPACE}")[-1:].isdigit()
    return end - start <= LONGEST_SHORT and (unit or (text[start].isupper() and text[end : end + 1] == "."))
