"""The one scan: every trigger of every pass, found in one walk, in code points."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MANY

from textfix.text.scan import Hit, Scanner, Trigger


def hits(text: str, *triggers: str | Trigger) -> list[Hit]:
    listed = [Trigger(item) if isinstance(item, str) else item for item in triggers]
    return Scanner({"p": listed}).scan(text).get("p", [])


def test_a_trigger_is_caseless_unless_it_says_otherwise() -> None:
    assert Trigger("x").caseless


def test_hits_are_code_points_behind_wider_characters() -> None:
    assert hits("é中😀 in buy to, 😀in buy", "in buy") == [(4, 10, "in buy"), (16, 22, "in buy")]


def test_ascii_is_found_in_any_case() -> None:
    assert hits("In Buy IN BUY in buy", "in buy") == [(0, 6, "in buy"), (7, 13, "in buy"), (14, 20, "in buy")]


def test_a_trigger_with_case_is_found_as_it_is_written() -> None:
    assert hits("told Reuters, TOLD REUTERS, told reuters", Trigger("told Reuters", caseless=False)) == [
        (0, 12, "told Reuters")
    ]


@pytest.mark.parametrize("spelling", ["читайте также", "Читайте также", "Читайте Также", "ЧИТАЙТЕ ТАКЖЕ"])
def test_other_scripts_are_found_lower_capitalised_titled_and_upper(spelling: str) -> None:
    assert hits(f"a {spelling}.", "читайте также") == [(2, 15, "читайте также")]


def test_other_scripts_with_case_are_found_only_as_they_are_written() -> None:
    assert hits("Ж ж", Trigger("ж", caseless=False)) == [(2, 3, "ж")]


def test_hits_that_overlap_are_all_found() -> None:
    assert hits("aaa", "aa", "a") == [(0, 1, "a"), (0, 2, "aa"), (1, 2, "a"), (1, 3, "aa"), (2, 3, "a")]


def test_triggers_of_markup_are_no_patterns() -> None:
    assert hits("a.b (c|d)* [e]", "(c|d)*", ".", "[e]") == [(1, 2, "."), (4, 10, "(c|d)*"), (11, 14, "[e]")]


def test_each_owner_gets_its_own_hits() -> None:
    scanner = Scanner({"p": [Trigger("a")], "q": [Trigger("a"), Trigger("b")], "r": [Trigger("z")], "s": []})
    assert scanner.scan("ab") == {"p": [(0, 1, "a")], "q": [(0, 1, "a"), (1, 2, "b")]}


def test_one_owner_may_want_case_where_another_does_not() -> None:
    scanner = Scanner({"p": [Trigger("NATO", caseless=False)], "q": [Trigger("nato")]})
    assert scanner.scan("nato NATO") == {"p": [(5, 9, "NATO")], "q": [(0, 4, "nato"), (5, 9, "nato")]}


def test_without_triggers_or_hits_there_is_nothing() -> None:
    assert Scanner({}).scan("text") == {}
    assert Scanner({"p": []}).scan("text") == {}
    assert Scanner({"p": [Trigger("x")]}).scan("text"[:2]) == {}
    assert Scanner({"p": [Trigger("x")]}).scan("") == {}


def test_one_scanner_serves_many_threads() -> None:
    scanner = Scanner({"p": [Trigger("ab"), Trigger("é")]})
    texts = [f"{'x' * k}ab{'é' * k}" for k in range(64)]
    expected = [scanner.scan(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(scanner.scan, texts)) == expected


@settings(MANY)
@given(
    st.text("abé😀 ", max_size=30),
    st.lists(st.text("abé😀", min_size=1, max_size=3), min_size=1, max_size=4, unique=True),
)
def test_hits_are_what_a_search_finds(text: str, literals: list[str]) -> None:
    expected = sorted(
        (at, at + len(literal), literal)
        for literal in literals
        for at in range(len(text))
        if text.startswith(literal, at)
    )
    assert hits(text, *(Trigger(literal, caseless=False) for literal in literals)) == expected
