"""Mojibake, in many languages: every reading that loses nothing is undone exactly, and good text is never taken for it."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textfix import Cleaner, Config
from textfix.mojibake.cyrillic import CHAINS, mapping
from textfix.mojibake.readings import repaired
from textfix.mojibake.sequences import CODES, decoded, sequences, table
from textfix.mojibake.strangeness import strangeness

SENTENCES = {
    "cs": "Příští týden začne v Brně třídenní výstava; ředitelka řekla: „Čekáme žáky i důchodce.“",
    "de": "Der Bürgermeister von Köln sagte, die Brücke müsse für größere Schiffe erhöht werden – möglichst früh.",
    "el": "Ο υπουργός είπε ότι το λιμάνι θα ανοίξει ξανά τον Μάιο, μετά από έξι μήνες.",
    "es": "El alcalde de Logroño anunció que el año próximo habrá más árboles y menos tráfico en el corazón de la ciudad.",
    "fr": "À l’été, les élèves du collège iront à Besançon où ils réciteront un poème célèbre, dit l’instituteur.",
    "he": "ראש העירייה אמר כי הגשר החדש ייפתח בקיץ הבא.",
    "hu": "A kormány szerint több száz új híd épül a következő öt évben, főleg délen.",
    "is": "Það er kalt í Reykjavík í dag, sagði Þórdís, og við förum ekki út fyrr en á morgun.",
    "ja": "市長は来年の春に新しい橋を開通させると述べた。",
    "lv": "Šodien Rīgā sākas grāmatu svētki, uz kuriem brauc viesi no ārzemēm.",
    "pl": "Wójt zapowiedział, że w przyszłym roku gmina wybuduje trzy żłobki, świetlicę i ścieżkę nad Łyną.",
    "pt": "A câmara de Évora não aprovou o orçamento; a oposição diz que são só promessas vãs.",
    "ro": "Primăria anunță că în luna mai școlile vor fi închise, iar părinții vor primi câte o înștiințare.",
    "ru": "Мэр города сообщил, что новый мост через реку откроют весной, раньше срока.",
    "sr": "Градоначелник је рекао да ће нови мост бити отворен у пролеће, пре рока.",
    "sv": "Kommunen bygger två nya broar över ån, sade borgmästaren på måndagen – en månad för sent.",
    "th": "นายกเทศมนตรีกล่าวว่าสะพานใหม่จะเปิดในปีหน้า",
    "tr": "Belediye başkanı, yeni köprünün gelecek yıl açılacağını ve ücretsiz olacağını söyledi.",
    "uk": "Міський голова повідомив, що новий міст через річку відкриють навесні, раніше строку.",
    "vi": "Thị trưởng nói rằng cây cầu mới sẽ được khánh thành vào mùa xuân năm sau.",
    "zh": "市长说，新桥将于明年春天通车。",
}
STRANGE_BUT_GOOD = (
    "SÃO PAULO, AMANHÃ: «IRMÃ DULCE», DISSE JOÃO. É À MÃO.",
    "Ó, é à Évora que é só ir. Ã, Õ e Â são letras.",
    "Það er þú, Ýr, og ég á óðali; æ, ó og á.",
    "ÅÄÖ åäö ÆØÅ æøå ÇĞİÖŞÜ çğıöşü ŐŰ őű ŁŚŹ ĄĘ",
    "Das „Große“, das ‚Kleine‘ und das »Schöne«: „MÄRZ“, „GROẞ“",
    "/ˈmɒdʒɪˌbaɪkə/ and [ˈvʌrə]; ŋ, θ, ð, ʃ, ʒ, ɐ̯",
    "Na hÉireann, tÉireannach, an tÚdarás; À vau-l’eau: «voilà»…",
    "Три роки в Україні. РІК, СІЧНІ, Англії, її, ЇЇ, ПІВДЕНЬ; У сім’ї — в Юлії.",
    "РЈЕШЕЊЕ, УМРЋЕ, СЈАЈ, Сњежана, Рјечник, Гњилане; Ѓорѓи, Ќе, ѕвезда",
    "МВД, ФСБ, УФНС, ЮФО, ЦБ РФ, ДТП, кВт, мРНК, «КИЕВ», СпецСвязь, «СПАРТАК»",
    "Рубежі, Сіль, Ўсход і ўсё, Ёсць; Қазақстан, Өскемен, ұлы, Тоҷикистон, Монгол Өнөөдөр",
    "√2, √π, ∆°, ±5 °C, 5×£35, §3, 10²–10³, ½ µm, ∞ ≠ ≤, ¬´ and `¬´",
    "├──┤ ┼┐ └─ ║ ╔══╗ ▒▒ █ ☺ ★ ✔ — a box",
    "™ © ® AHÅ™ Æon® Škoda™ Ö”, Å“ and Ñ‘ in a list: É…",
    "pokémon™ café« naïve» Brontë…” Zoë’s “Chloë”",
    "Ρώμη, ΑΘΗΝΑ· Σωκράτης, Ἀθῆναι; α-, β-, γ-globulin, IL2Rγ",
    "if (a[i] != b[j]) { x = ~y & 0xFF; } // \\d+ \\w* %C3%A9 \\n",
    "Emoji: 😀👍🏽 👨‍👩‍👧 🇺🇦 ❤️ — and ಠ_ಠ, (╯°□°)╯︵ ┻━┻, ¯\\_(ツ)_/¯",
    "Connect with Āø: Ñandú, Ïle, Øre, Ðakovo; €5, 5€, ¥100, ₴20, £5",
)
PASS = Cleaner(Config(select=("encoding",)))


def misread(text: str, code: str) -> str | None:
    """The UTF-8 of a text as a code shows it; None if that loses something, or if another code shows it as good as this."""
    shown = {byte: char for char, byte in table(code).items()}
    try:
        return "".join(chr(byte) if byte < 0x80 else shown[byte] for byte in text.encode())
    except KeyError:
        return None


@pytest.mark.parametrize("code", CODES[:5])
@pytest.mark.parametrize("language", SENTENCES)
def test_utf8_read_in_a_usual_code_comes_back(language: str, code: str) -> None:
    text = SENTENCES[language]
    assert PASS.clean(f"Intro. {misread(text, code)}").text == f"Intro. {text}"


@pytest.mark.parametrize("code", CODES[5:])
@pytest.mark.parametrize("language", ["cs", "de", "fr", "ru", "hu", "pl", "ja"])
def test_utf8_read_in_a_rare_code_comes_back(language: str, code: str) -> None:
    assert repaired(misread(SENTENCES[language], code) or "") == SENTENCES[language]


@pytest.mark.parametrize("language", SENTENCES)
def test_two_and_three_layers_come_back(language: str) -> None:
    text = SENTENCES[language]
    twice = misread(misread(text, "cp1252") or "", "cp1252") or ""
    assert repaired(twice) == text
    assert repaired(misread(twice, "cp1252") or "") == text
    assert repaired(misread(misread(text, "cp1252") or "", "cp1250") or "") == text


@pytest.mark.parametrize(("was", "read"), CHAINS)
@pytest.mark.parametrize("language", ["ru", "uk"])
def test_cyrillic_read_in_another_code_comes_back(language: str, was: str, read: str) -> None:
    text = SENTENCES[language]
    back = {meant: chr(shown) for shown, meant in mapping(was, read).items()}
    if any(not char.isascii() and char not in back for char in text if char.isalpha()):
        pytest.skip("the code lacks a letter")
    assert PASS.clean("".join(back.get(char, char) for char in text)).text == text


@pytest.mark.parametrize("language", SENTENCES)
def test_good_text_is_not_touched(language: str) -> None:
    text = SENTENCES[language]
    for variant in (text, text.upper(), f"«{text}»", f"“{text}”"):
        assert PASS.clean(variant).text == variant
        tied = variant.replace(" ", "\N{NO-BREAK SPACE}")
        assert repaired(tied) == tied


@pytest.mark.parametrize("text", STRANGE_BUT_GOOD)
def test_strange_but_good_text_is_not_touched(text: str) -> None:
    assert PASS.clean(text).text == text
    assert repaired(text) == text  # even if something else brought the line to be looked at


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("other", ["de", "ru", "pl", "vi"])
def test_good_words_beside_broken_ones_stay(language: str, other: str) -> None:
    broken = misread(SENTENCES[language], "cp1252")
    assert PASS.clean(f"{SENTENCES[other]} {broken}").text == f"{SENTENCES[other]} {SENTENCES[language]}"


def test_a_long_line_is_repaired_to_its_end() -> None:
    text = " ".join(SENTENCES[language] for language in ("de", "fr", "pl", "tr", "es", "cs") * 20)
    assert PASS.clean(misread(text, "cp1252") or "").text == text


@pytest.mark.parametrize("code", CODES)
def test_sequences_are_decoded_as_python_does(code: str) -> None:
    for text in ("é", "щ", "’", "字", "😀", "é’字😀"):
        shown = misread(text, code)
        if shown is not None:
            assert decoded(code, shown) == text
            match = sequences(code).fullmatch(shown)
            assert match
            assert match["whole"]


@cache
def alphabet() -> str:
    return "".join(sorted({char for text in SENTENCES.values() for char in text} | set("ÂÃÄÅâ€™“”«»°±§©ŠšŽ…–—ÐÑ")))


@given(st.text(st.sampled_from(alphabet()), max_size=40))
def test_a_repair_never_makes_a_line_stranger_than_it_was(text: str) -> None:
    after = repaired(text)
    assert after == text or strangeness(after) <= strangeness(text) + 1


@given(st.text(max_size=60))
def test_any_text_is_repaired_in_peace(text: str) -> None:
    line = text.replace("\n", " ")
    assert isinstance(repaired(line), str)
