"""Where a line stands decides whether it belongs to the page or to the article."""

from __future__ import annotations

import pytest

import textfix

HEAD = "The harbour authority said on Monday that the quay would stay closed for repairs until the end of the summer."
BODY = (
    "Shipping companies expect delays of two days and have asked the town for a berth on the northern side of the bay."
)
TAIL = (
    "The repairs began after divers had found cracks in the wall, which is older than the lighthouse across the water."
)


def text_of(*lines: str) -> str:
    return "\n\n".join((HEAD, BODY, *lines, TAIL, HEAD.replace("Monday", "Tuesday")))


@pytest.mark.parametrize(
    "line", ["Poll", "Share", "LIVE", "By Amelia Hartwell", "Umfrage", "EN DIRECT", "投票", "Видео дня"]
)
def test_a_lone_label_inside_a_text_goes(line: str) -> None:
    assert textfix.clean(text_of(line)).text == text_of()


def test_a_label_stays_in_an_article_that_speaks_of_what_it_names() -> None:
    text = text_of(
        "Poll", "A poll of residents found that few use the quay, and that many would rather have a park there."
    )
    assert textfix.clean(text).text == text


def test_a_label_stays_among_sub_headings() -> None:
    text = text_of("Voting", BODY.replace("two", "three"), "The northern side", BODY.replace("two", "four"))
    assert textfix.clean(text).text == text


def test_the_answers_of_a_poll_go_with_its_question() -> None:
    lines = ("Poll: Should the old quay be rebuilt?", "Yes, with public money", "No, never", "1,204 votes")
    doc = textfix.clean(text_of(*lines))
    assert doc.text == text_of()
    assert {segment.role for segment in doc.removed} == {"poll"}


def test_one_short_line_after_a_question_is_no_answer() -> None:
    text = text_of("Poll: Should the old quay be rebuilt?", "The northern side")
    assert textfix.clean(text).text == text_of("The northern side")


def test_a_source_line_fills_the_sources() -> None:
    doc = textfix.clean(text_of("Source: Harbour Gazette, dpa"))
    assert doc.text == text_of()
    assert "Harbour Gazette, dpa" in doc.sources


def test_a_source_that_is_described_stays() -> None:
    text = text_of("Source: an official with knowledge of the talks")
    assert textfix.clean(text).text == text


def test_a_byline_fills_the_byline() -> None:
    assert textfix.clean(text_of("By Amelia Hartwell")).byline == "Amelia Hartwell"
