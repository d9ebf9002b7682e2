"""Which language a text is in: a ladder from the cheapest evidence to the dearest, that may answer "unknown".

The rungs: what the caller says; the script; function words of the first lines; langdetect, with profiles, seed and
factory of its own, so that nothing of the host program's changes.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from textfix.text.patterns import Pattern

SAMPLE = 400  # code points that are looked at
SURE = 0.9  # langdetect's probability from which it is believed
SHORTEST = 40  # letters below which langdetect is not asked: it guesses

LETTERS = Pattern(r"[^\W\d_]++")

# The most frequent words of each language that few others of the list share.
FUNCTION_WORDS = {
    "en": "the of and to in is was that for with as his on be at by had are but from have they which were an",
    "de": "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es werden aus hat",
    "fr": "le la les des et du dans est une pour qui que au sur par pas plus avec sont ce cette mais ont aux",
    "es": "el la los las del que en por con una para se su es como más pero sus este fue ha lo al y",
    "pt": "o os as do da dos das que em um uma para com não é por mais no na se como foi ao e são",
    "it": "il di che la è per un una del della dei nel con sono non gli le alla più da si ha anche e dal",
    "nl": "de het een van en in dat op te is voor met zijn aan niet er om ook als bij door naar uit maar",
    "pl": "w i na z się nie do że to jest o jak za po przez ale od co są dla roku był oraz",
    "tr": "ve bir bu için ile da de olarak çok daha olan gibi kadar sonra ne en ancak ise olduğu",
    "sv": "och i att det som en på är av för med till den har de inte om ett men var sig från",
    "da": "og i at det er en til på som af for med den har de ikke der var et men sig fra",
    "cs": "a v se na je že s z do o to k za by ve ale jako po jsou pro při od",
    "ro": "și în de la a cu pe din nu este că o pentru care sunt mai un fi au dar prin",
    "id": "yang dan di dengan untuk dari ini itu tidak pada dalam akan ke oleh juga adalah telah sebagai",
    "hu": "a az és hogy nem is egy meg csak volt ez el már de van ki mint még vagy",
    "fi": "ja on ei se että oli ovat mutta myös kun hän joka mukaan sen tai jos",
}  # fmt: skip
VOTES = {
    word: tuple(lang for lang, listed in FUNCTION_WORDS.items() if word in listed.split())
    for words in FUNCTION_WORDS.values()
    for word in words.split()
}
FEWEST_VOTES = 2.5  # function words of the winner, shared ones counted in part …
LEAD = 2.0  # … and how many times the runner-up's it must have

SCRIPTS = {
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "CJK": "zh",
}


class Guess(NamedTuple):
    language: str | None  # ISO 639-1
    confidence: float  # 0–1


UNKNOWN = Guess(None, 0.0)


@cache
def _script(char: str) -> str:
    return unicodedata.name(char, "?").split(" ", 1)[0]


def guess(text: str) -> Guess:
    """The language of a text, from its first lines. Never raises.

    >>> guess("The ministry said that exports rose in the first half of the year.").language
    'en'
    >>> guess("12:40").language is None
    True
    """
    sample = text[:SAMPLE]
    if not sample.isascii():
        counts: dict[str, int] = {}
        for char in sample:
            if char.isalpha():
                script = _script(char)
                counts[script] = counts.get(script, 0) + 1
        if counts:
            script = max(sorted(counts), key=lambda s: counts[s])
            share = counts[script] / sum(counts.values())
            if script == "CJK" and counts.get("HIRAGANA", 0) + counts.get("KATAKANA", 0) > counts["CJK"] / 10:
                script = "HIRAGANA"
            if script in SCRIPTS:
                return Guess(SCRIPTS[script], round(share, 2))
            if script in ("CYRILLIC", "ARABIC"):
                return _by_letters(sample.lower(), script) or _detect(sample)
    return _by_function_words(sample) or _detect(sample)


def _by_function_words(sample: str) -> Guess | None:
    votes: dict[str, float] = {}
    for word in LETTERS.findall(sample.lower()):
        for lang in (langs := VOTES.get(word, ())):
            votes[lang] = votes.get(lang, 0) + 1 / len(langs)  # a word that languages share says less
    if not votes:
        return None
    (best, won), *rest = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    second = rest[0][1] if rest else 0
    if won >= FEWEST_VOTES and won >= LEAD * second:
        return Guess(best, round(won / (won + second), 2))
    return None


def _by_letters(sample: str, script: str) -> Guess | None:
    """Letters that one language of a script has and its neighbours lack."""
    if script == "ARABIC":
        return None if set(sample) & set("پچژگکیےٹ") else Guess("ar", 0.9)
    if set(sample) & set("ђћљњџјѓќѕ"):
        return None  # Serbian or Macedonian
    ukrainian, belarusian = (sum(map(sample.count, letters)) for letters in ("їєґ", "ў"))
    russian = sum(map(sample.count, "ыэё"))
    if belarusian > ukrainian:
        return Guess("be", 0.9)
    if ukrainian and not russian:
        return Guess("uk", 0.95)
    if russian and not ukrainian and "і" not in sample:
        return Guess("ru", 0.9)
    return None


@cache
def _factory() -> Any:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    paths = sorted(Path(PROFILES_DIRECTORY).glob("[a-z]*"))
    # What the script tells is never asked for, and its thousands of characters would take forty megabytes.
    asked = [path for path in paths if path.name.split("-")[0] not in SCRIPTS.values()]
    factory.load_json_profile([path.read_text(encoding="utf-8") for path in asked])
    factory.seed = 0  # on the instance: the class attribute belongs to the host program
    return factory


def _detect(sample: str) -> Guess:
    from langdetect.lang_detect_exception import LangDetectException

    if sum(map(str.isalpha, sample)) < SHORTEST:
        return UNKNOWN
    detector = _factory().create()
    detector.append(sample)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return UNKNOWN
    if not found or found[0].prob < SURE:
        return UNKNOWN
    return Guess(found[0].lang.split("-")[0], round(found[0].prob, 2))
