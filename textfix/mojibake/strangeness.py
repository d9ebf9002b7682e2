"""How strange a piece of text is, whatever its language: the measure by which a repair of mojibake is judged.

Good text in any language hardly ever has a letter of one script beside one of another, two accented letters that no
language has both of (`Äł`), a capital after a small letter (`cafÃ`), or a sign inside a word (`Ã©t`). Mojibake has little else.
Strangeness is a sum over neighbours, so that the strangeness of a repair is compared with that of what it replaces.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import pairwise

from textfix.text.patterns import Pattern

# Letters beyond a–z that the languages of each line use, in running text and in the names they quote.
LATIN = """
French àâæçèéêëîïôœùûüÿñ
German äöüßéèàêç
Spanish Catalan Basque Galician áàçéèíïñóòúüª·
Portuguese áàâãçéêíóôõúüñ
Italian àáèéìíîòóùú
Romanian ăâîșțşţ
Polish ąćęłńóśźż
Czech Slovak áäčďéěíĺľňóôŕřšťúůýž
Hungarian áéíóöőúüű
Turkish Azerbaijani Tatar Turkmen Kurdish çğıi̇öşüâîûəñêäýžň
Swedish Finnish Estonian åäöéàüõšž
Norwegian Danish Faroese Icelandic æøåéèêóòâôüáðíúýþö
Latvian āčēģīķļņšūžŗō
Lithuanian ąčęėįšųūž
Croatian Serbian Slovene čćđšžǆǉǌ
Albanian Dutch Afrikaans Luxembourgish ëïéèöüáóíúêâàçñôûîäĳ
Maltese ċġħżàèìòù
Irish Scottish áéíóúàèìòù
Welsh âêîôûŵŷäëïöáéíóúẃýàèìòùẁỳ
Esperanto ĉĝĥĵŝŭ
Vietnamese àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ
Hausa Fula Ewe Wolof ɓɗƙƴŋɛɔƒɖɣʋñëéàóẽã
Yoruba Igbo Twi ẹọṣàáèéìíòóùúǹńịụṅɛɔ
Pinyin Maori āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü
Transliterations āēīōūḥṣṭḍẓġṛṅñśṇḷṃšğčžḫḏṯǧǎẖʿʾ
Guarani Tupi ãẽĩñõũỹáéíóúýâêô
""".split("\n")
CYRILLIC = """
Russian абвгдежзийклмнопрстуфхцчшщъыьэюяё
Ukrainian абвгґдеєжзиіїйклмнопрстуфхцчшщьюя
Belarusian абвгдеёжзійклмнопрстуўфхцчшыьэюя
Serbian абвгдђежзијклљмнњопрстћуфхцчџш
Macedonian абвгдѓежзѕијклљмнњопрстќуфхцчџш
""".split("\n")

SCRIPTS = ("ARMENIAN", "GEORGIAN", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "THAI")
LETTER_BLOCKS = {  # of scripts with letters that no modern text has
    "CYRILLIC": (range(0x400, 0x460), range(0x490, 0x500)),
    "GREEK": (range(0x386, 0x3CF), range(0x1F00, 0x2000)),
    "HEBREW": (range(0x5D0, 0x5F0),),
    "ARABIC": (range(0x600, 0x700),),
}
FREE_SCRIPTS = (
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "KATAKANA-HIRAGANA",
    "HANGUL",
    "IDEOGRAPHIC",
    "FULLWIDTH",
)  # may touch Latin
QUOTES = frozenset('"«»‘‚“”„‹›')  # the curly apostrophe is a letter's neighbour in many languages
PLAIN = frozenset(
    " \n\t\N{NO-BREAK SPACE}!'()*,-./:;?[]_\\’–—…•#&%@+=<>{}|~^`$·‐‑\u200b\u200c\u200d\u200e\u200f\ufeff\u202f\u2009"
)
LATIN_SIGNS = frozenset("€™¡¢£¤¥¦§¨©ª¬\u00ad®¯°±²³´µ¶¸¹º¼½¾¿×÷ˆ˜†‡‰ƒ⁄ˇ˘˙˛˝΄΅")
DIACRITICS = frozenset("¨¯´¸ˆ˜ˇ˘˙˛˝")
RARE = frozenset("ſƟ㆒㆔\u2000\u2001\u2004\u2005\u2006\u2007\u2008\u200a")
MATHEMATICS = frozenset("◊∏∑√∞∫≈≠≤≥∂Ω⌐⌠⌡")
SHARED_SIGNS = frozenset("™°²³¹ªº®©£§¡¿½¼¾†‡‰×")  # that stand beside a letter now and then

SYMBOLS = tuple(
    range(first, last + 1)
    for first, last in (
        (0x5BE, 0x5F4), (0x60C, 0x61F), (0x66A, 0x66D), (0x6D4, 0x6D4), (0x964, 0x965), (0xE3F, 0xE3F), (0x2002, 0x206F),
        (0x20A0, 0x20BF), (0x2103, 0x2103), (0x2116, 0x2116), (0x2120, 0x2122), (0x2153, 0x215E), (0x2190, 0x21FF),
        (0x231A, 0x2323), (0x23E9, 0x23FA), (0x2460, 0x2473), (0x25A0, 0x27BF), (0x2800, 0x2800), (0x2B05, 0x2B55),
        (0x3000, 0x3030), (0xFE0F, 0xFE0F), (0xFF01, 0xFF65), (0xFFE0, 0xFFE6), (0xFFFD, 0xFFFD), (0x1F000, 0x1FAFF),
    )
)  # fmt: skip
SHOUTED = Pattern("[A-ZÀ-ÖØ-Þ]{2}[à-öø-ÿāąăćčďēęěģīįķłļńņňōőŕřśşšťūůűźżž]")  # a small letter after capitals
HUMP = Pattern("[a-zß-öø-ÿ][À-ÖØ-ÞĀ-Ž][ß-öø-ÿĀ-ž]")  # two letters beyond ASCII behind a small one, the first a capital
TELLING = Pattern("[ÂÃ]\N{NO-BREAK SPACE}|Ã™|√†")  # that only mojibake has, though each may stand beside the other

# The weights of what is strange: one is what a single place may have in good text, three what it never has.
NEVER, HARDLY, RARELY, SOMETIMES = 3.0, 1.5, 1.0, 0.5


@lru_cache(maxsize=1 << 14)
def kind(char: str) -> str:
    """What a character is, for its neighbours.

    `a` and `A` small and capital ASCII letters, `l` and `L` other Latin ones, the name of another script, `0` digit, `q` quotation
    mark, `.` what may stand beside anything, `s` sign, `x` box or block, `+` mathematics, `m` combining mark, `?` what hardly any
    text holds, `!` control or unassigned.
    """
    if char.isascii() and char.isalnum():
        return "0" if char.isdigit() else "a" if char.islower() else "A"
    for chars, name in ((QUOTES, "q"), (PLAIN, "."), (LATIN_SIGNS, "s"), (RARE, "?"), (MATHEMATICS, "+")):
        if char in chars:
            return name
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cn", "Co", "Cs"):
        return "!"
    return _kind_of_letter(char) if category[0] in "LM" else _kind_of_sign(ord(char))


def _kind_of_letter(char: str) -> str:
    code, script = ord(char), unicodedata.name(char, "?").split(" ", 1)[0]
    if script == "LATIN":
        usual = code < 0x180 or char in _letters() or 0x1E80 <= code < 0x1EFA or 0xFB00 <= code < 0xFB07
        return "?" if not usual else "l" if char.islower() else "L"
    if script in LETTER_BLOCKS:
        return script if any(code in block for block in LETTER_BLOCKS[script]) else "?"
    if script in SCRIPTS or script in FREE_SCRIPTS:
        return script
    if script == "VARIATION":
        return "."
    return (
        "s" if 0x250 <= code < 0x300 else "m" if 0x300 <= code < 0x370 else "script" if 0x900 <= code < 0x1800 else "?"
    )


def _kind_of_sign(code: int) -> str:
    if 0x2500 <= code < 0x25A0:
        return "x"
    if 0x2200 <= code < 0x2300:
        return "+"
    if any(code in block for block in SYMBOLS):
        return "."
    return "s" if code < 0x530 else "?"


LETTERS = frozenset("aAlL")
NO_LETTERS = frozenset("0.qsx+m?!")


@cache
def _languages() -> dict[str, frozenset[int]]:
    """Letter -> the lines above in which it stands."""
    found: dict[str, set[int]] = {}
    for k, line in enumerate((*LATIN, *CYRILLIC)):
        for char in line.rsplit(" ", 1)[-1]:
            found.setdefault(char, set()).add(k)
    return {char: frozenset(lines) for char, lines in found.items()}


@cache
def _letters() -> frozenset[str]:
    """All letters above, small and capital."""
    return frozenset(_languages()) | frozenset(char.upper() for char in _languages() if len(char.upper()) == 1)


def together(a: str, b: str) -> bool:
    """Whether some language has both letters."""
    languages = _languages()
    one, other = languages.get(a.lower()), languages.get(b.lower())
    return one is None or other is None or not one.isdisjoint(other)


def _alone(char: str) -> float:
    return {"!": HARDLY, "?": NEVER}.get(kind(char), 0.0)


@lru_cache(maxsize=1 << 13)
def _behind(a: str, b: str) -> float:
    """How strange a character is behind another."""
    return _alone(b) + _beside(a, b)


def _beside(a: str, b: str) -> float:
    """How strange two neighbours are."""
    kinds = one, other = kind(a), kind(b)
    if one in ".0" and other in ".0":
        return 0.0
    letters = one not in NO_LETTERS, other not in NO_LETTERS
    if all(letters):
        return _two_letters(a, b)
    if "m" in kinds:
        return 0.0 if letters[0] or one == "0" else SOMETIMES
    if "x" in kinds:
        if any(letters):
            return RARELY if a.isascii() or b.isascii() else NEVER
        return NEVER if "s" in kinds or "+" in kinds else 0.0
    if any(letters) and ("+" in kinds or "s" in kinds):
        return _letter_and_sign(a, b) if letters[0] else _sign_and_letter(a, b)
    if "+" in kinds or "s" in kinds:
        return SOMETIMES if ("s" in kinds and "+" in kinds) or (one == other and a != b) else 0.0
    return 0.0


def _two_letters(a: str, b: str) -> float:
    one, other = kind(a), kind(b)
    if one in LETTERS and other in LETTERS:
        strange = 0.0 if a.isascii() or b.isascii() or together(a, b) else NEVER
        camel = SOMETIMES / 2 if a.isascii() and b.isascii() else RARELY
    elif one == other:
        strange = 0.0 if one != "CYRILLIC" or together(a, b) else NEVER
        camel = RARELY
    else:
        return _between_scripts(a, b)
    return strange + (camel if a.islower() and b.isupper() else 0.0)


def _letter_and_sign(letter: str, sign: str) -> float:
    if sign == "\N{TRADE MARK SIGN}" or (kind(sign) == "+" and kind(letter) == "GREEK"):
        return 0.0
    if kind(sign) == "+":
        return SOMETIMES if letter.isascii() else HARDLY
    if letter.isascii() or (sign in SHARED_SIGNS and kind(letter) not in (*LETTERS, "CYRILLIC")):
        return SOMETIMES / 2 if sign in SHARED_SIGNS else SOMETIMES
    return HARDLY


def _sign_and_letter(sign: str, letter: str) -> float:
    if sign in "¡¿" or (kind(sign) == "+" and kind(letter) == "GREEK"):
        return 0.0
    if kind(sign) == "+":
        return SOMETIMES if letter.isascii() else HARDLY
    free = letter.isascii() or (sign in SHARED_SIGNS and kind(letter) not in (*LETTERS, "CYRILLIC"))
    return SOMETIMES if free else RARELY


def _between_scripts(a: str, b: str) -> float:
    """How strange it is that letters of two scripts touch. Chinese, Japanese and Korean write names in Latin, science Greek."""
    kinds = {kind(a), kind(b)}
    if kinds <= {*FREE_SCRIPTS, "a", "A"}:
        return 0.0 if kinds <= {*FREE_SCRIPTS} else SOMETIMES
    return SOMETIMES if "GREEK" in kinds and kinds & {"a", "A"} else NEVER


@lru_cache(maxsize=1 << 14)
def _quoted(a: str, mark: str, b: str) -> float:
    """How strange a quotation mark inside a word is."""
    if not a.isalpha() or not b.isalpha():
        return 0.0
    return RARELY if mark != "‘" or not a.isascii() else SOMETIMES


def strangeness(text: str) -> float:
    """The sum over the characters and neighbours of a text.

    >>> strangeness("café au lait"), strangeness("cafÃ© au lait") > 2
    (0.0, True)
    """
    if text.isascii():
        return 0.0
    total = _alone(text[0]) + sum([_behind(a, b) for a, b in pairwise(text)])
    total += HARDLY * (kind(text[0]) == "m")
    total += HARDLY * len(HUMP.findall(text))
    total += RARELY * (len(SHOUTED.findall(text)) + len(TELLING.findall(text)))
    for mark in QUOTES.intersection(text):
        at = text.find(mark)
        while at >= 0:
            if 0 < at < len(text) - 1:
                total += _quoted(text[at - 1], mark, text[at + 1])
            at = text.find(mark, at + 1)
    return total
