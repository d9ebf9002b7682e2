"""The engine behind the pass `garble`: language model, words, choices, ranking, guards."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textfix import Cleaner, Config, Document
from textfix.data import rates
from textfix.data.channel import channel
from textfix.data.fingerprints import fingerprints
from textfix.data.language_model import BEGIN, END, Index, language_model
from textfix.data.vectors import vectors
from textfix.errors import DataError
from textfix.garble.choices import choices
from textfix.garble.decode import rank
from textfix.garble.features import FIRST, SECOND, fits
from textfix.garble.knowledge import FIXED, knowledge
from textfix.garble.ranker import probabilities, stored
from textfix.garble.words import Words
from textfix.passes import garble
from textfix.passes.garble import LONG, PASS, SHORT, SUSPECT, look, worth_ranking
from textfix.text.edits import Edit
from textfix.text.scan import Scanner
from textfix.text.view import View

SPUN = (
    "The choose adjourned the case until October. The lower chamber returned the invoice with minor changes.\n\n"
    "A jury found the two brothers responsible of homicide after 4 days. The supermarket necklace will close 45 retailers.\n\n"
    "The unemployment price fell to 4.1 percent in March. Solar committees now make a fifth of the strength.\n\n"
    "The airline blamed excessive gasoline prices for its third successive loss. The drug maker's percentages tumbled."
)
CLEAN = (
    "The judge adjourned the case until October. The lower house returned the bill with minor changes.\n\n"
    "A jury found the two brothers guilty of murder after four days of talks. The supermarket chain will close 45 shops.\n\n"
    "The unemployment rate fell to 4.1 percent in March. Solar panels now make a fifth of the power.\n\n"
    "The airline blamed high fuel prices for its third successive loss. The drug maker's shares tumbled."
)


# ---------------------------------------------------------------- language model


def logs(text: str) -> list[float]:
    model = language_model()
    number = {word: k for k, word in enumerate(model.words)}
    line = np.array([[number.get(word, len(model)) for word in text.split()]])
    return [float(x) for x in model.score(line)[0][0]]


def test_the_model_expects_what_news_says() -> None:
    assert logs(f"{BEGIN} in order to")[-1] > logs(f"{BEGIN} in buy to")[-1] + 2
    assert logs(f"court threw out the case {END}")[-1] > logs(f"court threw out the the {END}")[-1]


def test_a_known_trigram_has_order_three_and_an_unknown_word_no_probability() -> None:
    model = language_model()
    number = {word: k for k, word in enumerate(model.words)}
    unknown = len(model)
    values, orders = model.score(np.array([[number["in"], number["order"], number["to"], unknown, number["to"]]]))
    assert list(orders[0]) == [3, 1, 1]
    assert values[0][1] == 0
    assert values[0][2] == pytest.approx(
        float(model.unigrams[number["to"]]), abs=1e-3
    )  # its history ends at the unknown


def test_probabilities_after_one_history_are_at_most_one() -> None:
    model = language_model()
    number = {word: k for k, word in enumerate(model.words)}
    words = np.arange(len(model))
    line = np.column_stack((np.full(len(model), number["of"]), np.full(len(model), number["the"]), words))
    total = float(np.exp(model.score(line)[0]).sum())
    assert 0.9 < total < 1.1  # rounded in storage


@given(st.sets(st.integers(0, 2**50), min_size=1, max_size=200), st.lists(st.integers(0, 2**50), max_size=50))
def test_an_index_finds_what_is_in_it_and_nothing_else(keys: set[int], others: list[int]) -> None:
    ordered = np.array(sorted(keys), np.int64)
    index, order = Index.of(ordered, 51)
    at, found = index.find(ordered)
    assert found.all()
    assert (order[at] == np.arange(len(ordered))).all()
    wanted = np.array(others, np.int64)
    assert list(index.find(wanted)[1]) == [key in keys for key in others]


@pytest.mark.parametrize("read", [language_model, vectors, rates.rates])
def test_a_language_without_tables_is_an_error(read: object) -> None:
    with pytest.raises(DataError, match=r"xx\.npz: there is no such table"):
        read("xx")  # type: ignore[operator]


def test_rates_come_back_as_they_were_packed() -> None:
    values = np.array([-6.0, 0.0, 3.25], np.float32)
    assert len(rates.pack(values, values)) > 0
    forms, originals = rates.rates()
    assert (len(forms), len(originals)) == (len(channel()), len(channel().good))


# ---------------------------------------------------------------- words and choices


def words_of(text: str) -> dict[str, tuple[bool, bool, bool]]:
    words = Words(text, knowledge())
    flags = zip(words.name, words.first, words.quoted, strict=True)
    return {
        text[a:b]: tuple(map(bool, flag))  # type: ignore[misc]
        for a, b, flag in zip(words.start, words.end, flags, strict=True)
    }


def test_names_starts_and_quotations_are_told_apart() -> None:
    found = words_of('Mr Miller said: "Nothing was lost." He left\nThen')
    assert found["Mr"] == (False, True, False)
    assert found["Miller"] == (True, False, False)
    assert found["Nothing"] == (False, True, True)
    assert found["lost"] == (False, False, True)
    assert found["He"] == (False, True, False)
    assert found["Then"] == (False, True, False)


@pytest.mark.parametrize(
    "text",
    ["www.price.com/bill", "the_bill.txt", "bill@price.org", "$bill", "#bill", "C:\\bill", "bill=price", "bill7"],
)
def test_words_of_addresses_and_codes_are_names(text: str) -> None:
    assert words_of(f"see {text} now")["bill"][0]


def test_function_words_names_and_numerals_are_no_choices() -> None:
    known = knowledge()
    words = Words("We saw Bill pay a hundred of the three bills on Monday", known)
    made = choices(words, known)
    single = {
        words.text[words.start[w] : words.end[w]] for w, size in zip(made.word, made.size, strict=True) if size == 1
    }
    assert single.isdisjoint({"We", "Bill", "a", "hundred", "of", "the", "three", "on", "Monday"})
    assert {"saw", "pay"} <= single


def test_no_original_is_a_numeral_or_turns_a_sentence_round() -> None:
    known = knowledge()
    used = {known.originals[k] for k in set(known.original.tolist())}
    assert not [text for text in used if not FIXED.isdisjoint(text.lower().split(" "))]


def test_no_original_is_a_name_in_lower_case() -> None:
    known = knowledge()
    used = {known.originals[k] for k in set(known.original.tolist())}
    assert used.isdisjoint({"american", "british", "chicago", "european", "paris", "monday", "december"})


def test_candidates_fit_better_where_they_belong() -> None:
    known = knowledge()
    words = Words("The choose adjourned the case.", known)
    made = choices(words, known)
    gain = fits(words, made, known, words.stream).gain(made.span)
    named = {known.originals[o]: float(g) for o, g in zip(made.original, gain, strict=True)}
    assert named["judge"] > 3


# ---------------------------------------------------------------- ranking


def test_weights_name_their_features() -> None:
    assert stored().second.features == [*FIRST, *SECOND]
    assert len(stored().first.hidden) == len(FIRST)


def test_probabilities_leave_room_for_leaving_a_span_alone() -> None:
    found = probabilities(np.array([0.0, 0.0, -50.0], np.float32), np.array([0, 0, 1]), np.array([0, 2]))
    assert found[:2] == pytest.approx([1 / 3, 1 / 3])
    assert found[2] == pytest.approx(0, abs=1e-6)


@given(st.text(max_size=300))
def test_any_text_may_be_ranked(text: str) -> None:
    known = knowledge()
    for suspect in rank(text, known).suspects(known, SUSPECT):
        assert 0 <= suspect.start < suspect.end <= len(text)
        assert suspect.garbled >= SUSPECT
        assert [p for _, p in suspect.options] == sorted((p for _, p in suspect.options), reverse=True)


def test_suspects_do_not_overlap_and_the_surest_come_first() -> None:
    known = knowledge()
    found = rank(SPUN, known).suspects(known, 0.05)
    spans = sorted((s.start, s.end) for s in found)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert [s.sureness for s in found] == sorted((s.sureness for s in found), reverse=True)


def test_a_spun_text_is_told_from_its_original() -> None:
    assert look(SPUN).judgement > 0.9
    assert look(CLEAN).judgement < 0.5


# ---------------------------------------------------------------- the pass


@pytest.fixture(scope="module")
def spun() -> Document:
    return Cleaner().clean(SPUN)


def test_what_is_sure_is_repaired(spun: Document) -> None:
    for good in ("The judge adjourned", "supermarket chain", "unemployment rate", "Solar panels"):
        assert good in spun.text
    assert "spun" in [flag.name for flag in spun.flags]
    assert spun.scores.garble > 0.9


def test_what_is_not_sure_is_suggested_with_its_candidates(spun: Document) -> None:
    own = [s for s in spun.suggestions if s.rules[-1] == "garble/suspected"]
    assert own
    for item in own:
        assert item.candidates[0] == (item.after, item.confidence)
        assert all(0 <= p <= 1 for _, p in item.candidates)


def test_numbers_are_never_touched(spun: Document) -> None:
    for number in ("45", "4.1 percent", "March", "October", " 4 days"):
        assert number in spun.text


def test_a_clean_text_keeps_every_word() -> None:
    doc = Cleaner().clean(CLEAN)
    assert doc.text == CLEAN
    assert not doc.edits


def test_names_tickers_and_addresses_stay_in_a_spun_text() -> None:
    kept = "Bill Price of Necklace Ltd ($CHOOSE) wrote to invoice@choose.com, see www.necklace.org/invoice."
    doc = Cleaner().clean(f"{SPUN}\n\n{kept}")
    assert kept in doc.text


def test_a_quotation_stays_in_a_text_that_is_hardly_spun() -> None:
    text = (
        'The chamber met in the morning and the members spoke for hours. "The unemployment price fell," the minister said.'
        " Nobody else in the room had anything to add, and the session was closed before the evening."
    )
    assert "The unemployment price fell" in Cleaner(Config(select=("garble",))).clean(text).text


REWRITTEN = (
    "The choose adjourned the case. The unemployment price fell. The lower chamber returned the invoice.\n\n"
    "A jury found him responsible of homicide. The supermarket necklace will shut. Solar committees make strength.\n\n"
    "The airline blamed excessive gasoline prices. The drug maker's percentages tumbled. The penalty aim was denied."
)


def test_a_text_with_hardly_a_clause_left_is_flagged_as_rewritten() -> None:
    doc = Cleaner().clean(REWRITTEN)
    flags = {flag.name: flag for flag in doc.flags}
    assert "of the words" in flags["machine_rewritten"].detail
    assert flags["machine_rewritten"].start is None
    assert "machine_rewritten" not in [flag.name for flag in Cleaner().clean(CLEAN).flags]


def test_a_repair_that_makes_its_sentence_no_likelier_is_only_suggested(monkeypatch: pytest.MonkeyPatch) -> None:
    found = look(SPUN)
    sure = [suspect for suspect in found.suspects if suspect.gain > 0 and suspect.sureness > 0.9]
    assert sure
    weak = found._replace(suspects=tuple(suspect._replace(gain=-0.1) for suspect in found.suspects))
    monkeypatch.setattr(garble, "look", lambda _text, _model: weak)
    findings = [item for item in garble.find(View(SPUN), (), PASS.options) if isinstance(item, Edit)]
    assert findings
    assert {item.rules[-1] for item in findings} == {"garble/suspected"}


def test_cleaning_a_repaired_text_changes_nothing(spun: Document) -> None:
    again = Cleaner().clean(spun.text)
    assert again.text == spun.text
    assert not again.edits


def ranked(text: str) -> bool:
    hits = Scanner({PASS.id: PASS.trigger_list()}).scan(text).get(PASS.id, ())
    return worth_ranking(View(text), hits)


def test_only_english_that_looks_spun_is_ranked() -> None:
    assert ranked("The choose adjourned the case.")
    assert not ranked("Der Richter vertagte den Fall auf Oktober.")
    long = "The judge adjourned the case until the end of the month and it was heard by the court. " * 20
    assert len(long) > SHORT
    assert not ranked(long)
    odd = " ".join(sorted(fingerprints(), key=lambda word: -fingerprints()[word])[:100])
    assert ranked(f"{long} {odd}")
    assert not ranked(f"the of {odd} " * (LONG // len(odd) + 1))


def test_the_score_of_a_text_that_was_not_ranked_is_there_when_it_is_read() -> None:
    long = "The judge adjourned the case until the end of the month and it was heard by the court. " * 12
    assert Cleaner().clean(long).scores.garble < 0.5


def test_the_pass_can_be_left_out() -> None:
    doc = Cleaner(Config(ignore=(PASS.id,))).clean(SPUN)
    assert not [e for e in doc.edits if e.rules[-1].startswith("garble/")]
