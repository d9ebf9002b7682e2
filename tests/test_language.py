"""Which language a text is in; "unknown" is an answer."""

from __future__ import annotations

import langdetect
import pytest
from hypothesis import given, settings
from strategies import MANY, anything, news

from textfix.text.language import UNKNOWN, Guess, guess

SENTENCES = {
    "en": "The ministry said that exports of grain had risen in the first half of the year.",
    "de": "Die Ausfuhr von Getreide ist nach Angaben des Ministeriums im ersten Halbjahr gestiegen.",
    "fr": "Le ministère a déclaré que les exportations de céréales avaient augmenté au premier semestre de l'année.",
    "es": "El ministerio dijo que las exportaciones de cereales aumentaron en la primera mitad del año.",
    "pt": "O ministério disse que as exportações de cereais aumentaram na primeira metade do ano, mas não nos portos.",
    "it": "Il ministero ha detto che le esportazioni di cereali sono aumentate nella prima metà dell'anno.",
    "nl": "Het ministerie zei dat de uitvoer van graan in de eerste helft van het jaar met een tiende is gestegen.",
    "pl": "Ministerstwo podało, że eksport zboża wzrósł w pierwszej połowie roku o jedną dziesiątą, ale nie wszędzie.",
    "tr": "Bakanlık, yılın ilk yarısında tahıl ihracatının yüzde on arttığını ve bu artışın devam ettiğini bildirdi.",
    "ru": "Министерство сообщило, что экспорт зерна вырос за полгода на десятую часть, а объём выплат увеличился.",
    "uk": "Міністерство повідомило, що експорт зерна зріс у першій половині року, а її підсумки є добрими.",
    "be": "Міністэрства паведаміла, што экспарт збожжа вырас у першай палове года, а ўраджай быў добры.",
    "el": "Το υπουργείο ανακοίνωσε ότι οι εξαγωγές σιτηρών αυξήθηκαν.",
    "he": "המשרד מסר כי יצוא הדגנים עלה במחצית הראשונה של השנה.",
    "ar": "قالت الوزارة إن صادرات الحبوب ارتفعت في النصف الأول من العام.",
    "zh": "农业部周一表示，上半年粮食出口增长了百分之十。",
    "ja": "農林水産省は月曜日、上半期の穀物輸出が一割増えたと発表した。",
    "ko": "농림부는 월요일 상반기 곡물 수출이 늘었다고 밝혔다.",
    "th": "กระทรวงกล่าวว่าการส่งออกธัญพืชเพิ่มขึ้น",
    "ka": "სამინისტრომ განაცხადა, რომ მარცვლეულის ექსპორტი გაიზარდა.",
    "hy": "Նախարարությունը հայտնեց, որ հացահատիկի արտահանումն աճել է։",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_language(language: str) -> None:
    found = guess(SENTENCES[language])
    assert found.language == language
    assert 0.5 < found.confidence <= 1


@pytest.mark.parametrize("text", ["", "12:40", "😀😀", "Minsk", "OK", "...", "3.5% - 12", "\ud800", "\x00"])
def test_too_little_to_tell_is_unknown(text: str) -> None:
    assert guess(text) == UNKNOWN == Guess(None, 0.0)


def test_gibberish_is_unknown_or_unsure() -> None:
    assert guess("Serbian: љубав њива ћуп").language != "ru"


def test_function_words_outvote_a_foreign_name() -> None:
    assert (
        guess("The Côte d'Azur and the Île-de-France are the two regions that have the most visitors.").language == "en"
    )


def test_confidence_of_function_words_is_the_share_of_the_winner() -> None:
    assert guess("the the the the the").confidence == 1.0
    assert guess("the the the the the und").confidence == round(5 / (5 + 1), 2)
    assert guess("the the the und und").language is None


def test_only_the_beginning_is_looked_at() -> None:
    assert guess(SENTENCES["en"] * 6 + SENTENCES["el"] * 50).language == "en"


@settings(MANY)
@given(anything | news)
def test_a_guess_never_raises_and_is_the_same_each_time(text: str) -> None:
    first = guess(text)
    assert first == guess(text)
    assert (first.language is None) == (first == UNKNOWN)
    assert first.language is None or len(first.language) == 2


def test_the_host_programs_seed_is_left_alone() -> None:
    before = langdetect.DetectorFactory.seed
    guess("Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt")
    assert langdetect.DetectorFactory.seed is before
