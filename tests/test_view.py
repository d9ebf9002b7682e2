"""Views: paragraphs, lines and sentences of a text as spans."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MANY

from textfix.text.view import NUMBER, SENTENCE_END, SENTENCE_REACH, WORD, Evidence, Span, View


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("one", [(0, 3)]),
        ("one\ntwo", [(0, 3), (4, 7)]),
        ("one\n\ntwo", [(0, 3), (5, 8)]),
        ("\n\none\n \t\n two \n", [(2, 5), (9, 14)]),
        (" \n\n", []),
        ("a", [(0, 1)]),
        ("a\nb", [(0, 1), (2, 3)]),
        ("one\u2028two\rthree", [(0, 13)]),
    ],
)
def test_paragraphs_are_the_lines_that_hold_anything(text: str, spans: list[tuple[int, int]]) -> None:
    assert list(View(text).paragraphs) == spans
    assert all(isinstance(span, Span) for span in View(text).paragraphs)


def test_paragraphs_are_cut_once() -> None:
    view = View("one\ntwo")
    assert view.paragraphs is view.paragraphs


@pytest.mark.parametrize(
    ("at", "index"), [(0, -1), (1, -1), (2, 0), (4, 0), (5, 0), (6, 0), (7, 1), (9, 1), (11, 2), (20, 2)]
)
def test_the_paragraph_of_a_place_is_the_last_that_begins_by_then(at: int, index: int) -> None:
    assert View("\n\none\n\ntwo\n\n").paragraph_index(at) == min(index, 1)
    assert View("\n\none\n\ntwo\n\nthree").paragraph_index(at if at != 11 else 12) == index


def test_a_text_without_paragraphs_has_no_index() -> None:
    assert View("").paragraph_index(0) == -1


LINES = "one\n\ntwo three\n"


@pytest.mark.parametrize(
    ("at", "span"),
    [(0, (0, 3)), (2, (0, 3)), (3, (0, 3)), (4, (4, 4)), (5, (5, 14)), (9, (5, 14)), (14, (5, 14)), (15, (15, 15))],
)
def test_the_line_of_a_place_lies_between_newlines(at: int, span: tuple[int, int]) -> None:
    assert View(LINES).line(at) == span


@settings(MANY)
@given(st.text("ab\n ", max_size=20), st.data())
def test_lines_do_not_depend_on_what_was_asked_before(text: str, data: st.DataObject) -> None:
    view = View(text)
    for at in data.draw(st.lists(st.integers(0, len(text)), max_size=6)):
        assert view.line(at) == View(text).line(at)
        start, end = view.line(at)
        assert start <= at <= end
        assert "\n" not in text[start:end]
        assert start == 0 or text[start - 1] == "\n"
        assert end == len(text) or text[end] == "\n"


@settings(MANY)
@given(st.text("ab\n \t", max_size=20))
def test_paragraphs_and_what_lies_between_are_the_text(text: str) -> None:
    spans = View(text).paragraphs
    assert [text[start:end] for start, end in spans] == [line for line in text.split("\n") if line.strip()]
    for k, (start, _) in enumerate(spans):
        assert View(text).paragraph_index(start) == k


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        ("One here. Two here. Three here.", "Two", "Two here. "),
        ("One here. Two here. Three here.", "One", "One here. "),
        ("One here. Two here. Three here.", "Three", "Three here."),
        ("He said “no.” Then he left!", "Then", "Then he left!"),
        ("He said “no.” Then he left!", "said", "He said “no.” "),
        ("It rose 3.5 points in May… And fell?! So", "rose", "It rose 3.5 points in May… "),
        ("It rose. And fell?! So", "And", "And fell?! "),
        ("One line.\nTwo line. Three", "Two", "Two line. "),
        ("One line\nTwo line\nThree", "Two", "Two line"),
        ("word", "word", "word"),
    ],
)
def test_the_sentence_of_a_word_ends_with_the_space_behind_its_mark(text: str, word: str, sentence: str) -> None:
    at = text.index(word)
    start, end = View(text).sentence(at, at + len(word))
    assert text[start:end] == sentence


def test_a_sentence_is_looked_for_within_reach() -> None:
    text = "x" * 1000 + " word " + "y" * 1000
    assert View(text).sentence(1001, 1005) == (1001 - SENTENCE_REACH, 1005 + SENTENCE_REACH)


def test_a_sentence_end_right_before_the_span_counts() -> None:
    text = "a. b. c"
    assert View(text).sentence(3, 4) == (3, 6)
    assert View(text).sentence(6, 7) == (6, 7)


def test_the_language_is_what_the_caller_says_or_what_the_text_looks_like() -> None:
    assert View("The ministry said that exports rose in the first half of the year.").language == "en"
    assert View("The ministry said that exports rose in the first half of the year.", told="de").language == "de"
    assert View("12:40").language is None


def test_without_anyone_to_ask_the_language_is_unknown() -> None:
    assert View("The bank said so.").language is None


def test_what_the_caller_knows_is_nothing_by_default() -> None:
    assert View("text").evidence == Evidence(None, None, None)
    assert View("text", Evidence("a", "b", "c")).evidence == ("a", "b", "c")


def test_words_hold_apostrophes_and_hyphens_inside() -> None:
    assert WORD.findall("It’s a well-known 'fact' - isn't it- 3.5% naïve") == [
        "It’s", "a", "well-known", "fact", "isn't", "it", "3", "5", "naïve",
    ]  # fmt: skip


def test_numbers_hold_separators_inside() -> None:
    assert NUMBER.findall("1,234.5 at 18:30, 12. and 3") == ["1,234.5", "18:30", "12", "3"]


def test_a_sentence_ends_with_marks_quotes_and_space() -> None:
    assert SENTENCE_END.findall("He said “no!” Then (yes.) So. 3.5 ... x") == ["!” ", ".) ", ". ", "... "]
