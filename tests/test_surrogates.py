"""Lone surrogates go into JSON as U+FFFD with place and code beside them, and come back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MANY

from textfix.text.surrogates import BESIDE, hide_surrogates, show_surrogates

texts = st.text("a\ufffd\ud800\udbff\udc00\udfff", max_size=6)
# Only fields have a place beside them; a Document has no list of strings that quote the input.
fields = st.recursive(
    st.none() | st.integers() | texts,
    lambda inner: (
        st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
        | st.lists(
            st.dictionaries(st.sampled_from("abc"), inner, max_size=2) | st.integers() | st.just("é"), max_size=3
        )
    ),
    max_leaves=8,
)


def test_hidden_surrogates_stand_beside_their_field() -> None:
    hidden = hide_surrogates({"n": 1, "text": "a\ud800b\udfff", "plain": "é", "list": [{"x": "\udc00"}], "none": None})
    assert hidden == {
        "n": 1,
        "text": "a\ufffdb\ufffd",
        "text_surrogates": [[1, 0xD800], [3, 0xDFFF]],
        "plain": "é",
        "list": [{"x": "\ufffd", "x_surrogates": [[0, 0xDC00]]}],
        "none": None,
    }


def test_a_tree_without_surrogates_stays_as_it_is() -> None:
    tree = {"a": ["b", {"c": "\ufffd"}], "d": 1.5}
    assert hide_surrogates(tree) == tree
    assert show_surrogates(tree) == tree


def test_tuples_become_lists() -> None:
    assert hide_surrogates({"a": ("x", 1)}) == {"a": ["x", 1]}
    assert show_surrogates(("x",)) == ["x"]


@settings(MANY)
@given(st.dictionaries(st.sampled_from("abc"), fields, max_size=3))
def test_what_was_hidden_is_valid_utf_8_and_comes_back(tree: dict[str, Any]) -> None:
    data = json.dumps(hide_surrogates(tree), ensure_ascii=False).encode()
    assert show_surrogates(json.loads(data)) == tree


@pytest.mark.parametrize("at", [0, 2])
def test_the_first_and_the_last_place_fit(at: int) -> None:
    shown = show_surrogates({"a": "xyz", "a" + BESIDE: [[at, 0xD800]]})
    assert shown == {"a": "xyz"[:at] + "\ud800" + "xyz"[at + 1 :]}


@pytest.mark.parametrize(("code", "fits"), [(0xD7FF, False), (0xD800, True), (0xDFFF, True), (0xE000, False)])
def test_only_codes_of_surrogates_fit(code: int, fits: bool) -> None:
    assert ("a" + BESIDE in show_surrogates({"a": "x", "a" + BESIDE: [[0, code]]})) is not fits


@pytest.mark.parametrize(
    "beside",
    [
        [[-1, 0xD800]],
        [[3, 0xD800]],
        [[0]],
        [[0, 0xD800, 1]],
        [["0", 0xD800]],
        [[0, "x"]],
        [0, 1],
        "x",
        {"0": 1},
        None,
        [[0, 0xD800], [9, 0xD800]],
    ],
)
def test_a_list_that_does_not_fit_is_left_for_validation(beside: Any) -> None:
    tree = {"a": "xyz", "a" + BESIDE: beside}
    assert show_surrogates(tree) == tree


def test_a_list_without_its_field_is_left() -> None:
    tree = {"a" + BESIDE: [[0, 0xD800]]}
    assert show_surrogates(tree) == tree
