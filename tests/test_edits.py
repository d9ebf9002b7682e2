"""Layers of edits: what makes one, what it does to a text, and how a black box's change becomes one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MANY

from textfix.errors import EditError
from textfix.text.edits import LEVELS, Edit, apply, edits_from_change, keep_apart, make_layer

TEXT = "0123456789"
R = ("p/r",)


def edit(start: int, end: int, new: str = "", *rules: str, confidence: float = 1.0) -> Edit:
    return Edit(start, end, new, rules or R, confidence)


short = st.text("ab ", max_size=12)


@st.composite
def proposals(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits that do not overlap, in any order."""
    text = draw(short)
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = dict.fromkeys(zip(ends[::2], ends[1::2], strict=False))
    edits = [
        edit(start, end, draw(st.text("abX", max_size=3)), draw(st.sampled_from(("p/a", "p/b"))))
        for start, end in pairs
    ]
    empty = [e for e in edits if e.start == e.end]
    kept = [e for e in edits if e.start < e.end or [f.start for f in empty].count(e.start) == 1]
    return text, draw(st.permutations(kept))


# ---------------------------------------------------------------------- make_layer


def test_levels_go_from_harmless_to_risky() -> None:
    assert LEVELS == ("safe", "likely", "suggest")


def test_an_edit_is_sure_unless_it_says_otherwise() -> None:
    assert Edit(0, 1, "x", R).confidence == 1.0


def test_layer_is_sorted() -> None:
    assert make_layer(TEXT, [edit(5, 6), edit(1, 2), edit(8, 9)]) == (edit(1, 2), edit(5, 6), edit(8, 9))


@pytest.mark.parametrize("bad", [(-1, 2), (3, 2), (9, 11), (11, 11)])
def test_an_edit_outside_the_text_is_refused(bad: tuple[int, int]) -> None:
    with pytest.raises(EditError) as error:
        make_layer(TEXT, [edit(*bad)], "pass x")
    assert str(error.value) == f"pass x: edit {edit(*bad)} lies outside a text of 10 characters"


@pytest.mark.parametrize("good", [(0, 10), (10, 10), (0, 0), (9, 10)])
def test_an_edit_may_reach_both_ends_of_the_text(good: tuple[int, int]) -> None:
    assert make_layer(TEXT, [edit(*good, "x")]) == (edit(*good, "x"),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 4), (3, 6)),
        ((1, 4), (2, 3)),
        ((1, 4), (3, 3)),
        ((1, 4), (1, 5)),
        ((1, 4), (1, 4)),
        ((2, 2), (2, 2)),
        ((1, 3), (2, 2)),
    ],
)
def test_edits_that_overlap_are_refused_with_names(one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = sorted((edit(*one, "x"), edit(*other, "y")))
    with pytest.raises(EditError) as error:
        make_layer(TEXT, [second, first], "pass x")
    assert str(error.value) == f"pass x: edit {second} overlaps its neighbour {first}"


def test_the_proposer_has_a_name_by_default() -> None:
    with pytest.raises(EditError, match=r"^a pass: edit Edit\(start=1"):
        make_layer(TEXT, [edit(1, 11)])


def test_an_edit_that_changes_nothing_is_dropped() -> None:
    assert make_layer(TEXT, [edit(1, 3, "12"), edit(4, 4, ""), edit(6, 7, "6")]) == ()


def test_what_follows_a_dropped_edit_still_counts() -> None:
    assert make_layer(TEXT, [edit(1, 3, "12"), edit(4, 5)]) == (edit(4, 5),)


def test_an_edit_that_changes_nothing_neither_overlaps_nor_touches() -> None:
    assert make_layer(TEXT, [edit(1, 4, "123"), edit(2, 3, "x")]) == (edit(2, 3, "x"),)
    assert make_layer(TEXT, [edit(1, 2, "x"), edit(2, 3, "2"), edit(3, 4, "y")]) == (edit(1, 2, "x"), edit(3, 4, "y"))


@pytest.mark.parametrize(
    ("given_edits", "merged"),
    [
        ([edit(1, 3, "x"), edit(3, 5, "y")], edit(1, 5, "xy")),
        ([edit(3, 5, "y"), edit(1, 3, "x")], edit(1, 5, "xy")),
        ([edit(2, 2, "x"), edit(2, 4, "y")], edit(2, 4, "xy")),  # an insertion goes before what begins there
        ([edit(2, 4, "y"), edit(4, 4, "x")], edit(2, 4, "yx")),
        ([edit(1, 2, "a"), edit(2, 3, "b"), edit(3, 4, "c")], edit(1, 4, "abc")),
    ],
)
def test_edits_that_touch_become_one_in_order_of_place(given_edits: list[Edit], merged: Edit) -> None:
    assert make_layer(TEXT, given_edits) == (merged,)


def test_edits_with_a_kept_character_between_them_stay_apart() -> None:
    assert make_layer(TEXT, [edit(1, 3), edit(4, 5)]) == (edit(1, 3), edit(4, 5))


def test_a_merged_edit_keeps_each_rule_once_and_the_least_confidence() -> None:
    layer = make_layer(
        TEXT, [edit(1, 2, "", "p/b", "p/a", confidence=0.5), edit(2, 3, "", "p/a", "p/c", confidence=0.7)]
    )
    assert layer == (Edit(1, 3, "", ("p/b", "p/a", "p/c"), 0.5),)
    layer = make_layer(TEXT, [edit(1, 2, "", confidence=0.9), edit(2, 3, "", confidence=0.4)])
    assert layer[0].confidence == 0.4


@settings(MANY)
@given(proposals())
def test_a_layer_has_a_kept_character_between_its_edits(case: tuple[str, list[Edit]]) -> None:
    layer = make_layer(*case)
    assert all(a.end < b.start for a, b in itertools.pairwise(layer))
    assert all(case[0][e.start : e.end] != e.new for e in layer)


@settings(MANY)
@given(proposals())
def test_a_layer_does_what_its_proposals_do_one_by_one(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    expected = text
    for e in sorted(edits, reverse=True):  # from the back: positions in front stay valid
        expected = expected[: e.start] + e.new + expected[e.end :]
    assert apply(text, make_layer(text, edits)) == expected


# ---------------------------------------------------------------------- apply


def test_apply_replaces_deletes_and_inserts() -> None:
    assert apply(TEXT, (edit(0, 1, "abc"), edit(3, 5), edit(7, 7, "-"), edit(9, 10, "!"))) == "abc1256-78!"


def test_apply_without_edits_gives_the_same_object() -> None:
    text = str(b"in order", "ascii")
    assert apply(text, ()) is text


# ---------------------------------------------------------------------- keep_apart


def test_of_overlapping_proposals_the_first_stays() -> None:
    assert keep_apart([edit(3, 6), edit(1, 4), edit(6, 8)]) == [edit(1, 4), edit(6, 8)]


def test_of_proposals_that_start_together_the_longest_stays() -> None:
    assert keep_apart([edit(1, 3, "a"), edit(1, 5, "b"), edit(4, 6, "c")]) == [edit(1, 5, "b")]


def test_proposals_that_touch_both_stay() -> None:
    assert keep_apart([edit(1, 3), edit(3, 5), edit(5, 5, "x")]) == [edit(1, 3), edit(3, 5), edit(5, 5, "x")]


def test_of_two_insertions_at_one_place_one_stays() -> None:
    assert keep_apart([edit(2, 2, "a"), edit(2, 2, "b")]) == [edit(2, 2, "a")]


def test_nothing_proposed_nothing_kept() -> None:
    assert keep_apart([]) == []


@settings(MANY)
@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 4)), max_size=8))
def test_what_is_kept_apart_makes_a_layer(spans: list[tuple[int, int]]) -> None:
    edits = [edit(start, min(10, start + size), "xyz") for start, size in spans]
    kept = keep_apart(edits)
    make_layer(TEXT, kept)
    assert kept == sorted(kept)
    assert bool(kept) == bool(edits)
    for lost in set(edits) - set(kept):
        assert any(
            (e.start < lost.end and lost.start < e.end) or e[:2] == lost[:2] or e.start <= lost.start < e.end
            for e in kept
        )


# ---------------------------------------------------------------------- edits_from_change


def changes(before: str, after: str, offset: int = 0) -> list[tuple[int, int, str]]:
    return [(e.start, e.end, e.new) for e in edits_from_change(before, after, R, offset)]


def test_no_change_no_edit() -> None:
    assert edits_from_change("same", "same", R) == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # the same ASCII tokens: each gap is compared by itself
        ("a é b é c", "a e\u0301 b é c", [(2, 3, "e\u0301")]),
        ("cafÃ© in BesanÃ§on", "café in Besançon", [(3, 5, "é"), (14, 16, "ç")]),
        ("Ã© x", "é x", [(0, 2, "é")]),
        ("x Ã©", "x é", [(2, 4, "é")]),
        ("x  Ã©  y", "x é y", [(2, 6, "é")]),
        ("a\u00a0b", "a b", [(1, 2, " ")]),
        ("ééa", "éa", [(1, 2, "")]),
        # other ASCII tokens: common head and tail are cut off, one edit is left
        ("in buy to", "in order to", [(3, 6, "order")]),
        ("abc", "abbc", [(2, 2, "b")]),
        ("abbc", "abc", [(2, 3, "")]),
        ("aaa", "aa", [(2, 3, "")]),
        ("aa", "aaa", [(2, 2, "a")]),
        ("", "abc", [(0, 0, "abc")]),
        ("abc", "", [(0, 3, "")]),
        ("one two", "one two three", [(7, 7, " three")]),
        ("x é one", "x e two", [(2, 7, "e two")]),
        ("cat é", "dog é", [(0, 3, "dog")]),
    ],
)
def test_a_change_becomes_small_edits(before: str, after: str, expected: list[tuple[int, int, str]]) -> None:
    assert changes(before, after) == expected


def test_the_offset_moves_every_edit() -> None:
    assert changes("cafÃ© in BesanÃ§on", "café in Besançon", 100) == [(103, 105, "é"), (114, 116, "ç")]
    assert changes("in buy to", "in order to", 100) == [(103, 106, "order")]


@pytest.mark.parametrize(("before", "after"), [("aÃ©b", "aéb"), ("buy", "order")])
def test_rules_and_confidence_go_into_the_edits(before: str, after: str) -> None:
    (found,) = edits_from_change(before, after, ("p/x", "p/y"), 0, 0.25)
    assert (found.rules, found.confidence) == (("p/x", "p/y"), 0.25)


def test_a_change_is_sure_unless_told_otherwise() -> None:
    assert [e.confidence for e in edits_from_change("aÃ©b", "aéb", R)] == [1.0]


mixed = st.text("ab éÃ©\u00a0", max_size=14)


@settings(MANY)
@given(mixed, mixed)
def test_edits_from_a_change_do_the_change(before: str, after: str) -> None:
    layer = make_layer(before, edits_from_change(before, after, R))
    assert apply(before, layer) == after


@settings(MANY)
@given(mixed, mixed, st.integers(0, 9))
def test_each_edit_of_a_change_is_as_small_as_its_place_allows(before: str, after: str, offset: int) -> None:
    for start, end, new in changes(before, after, offset):
        old = before[start - offset : end - offset]
        assert old != new
        assert not old or not new or (old[0] != new[0] and old[-1] != new[-1])


@settings(MANY)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "bc", "d."]),
            st.text("é \u00a0", min_size=1, max_size=3),
            st.text("ñ ", min_size=1, max_size=3),
        ),
        max_size=5,
    )
)
def test_where_ascii_tokens_agree_none_is_inside_an_edit(parts: list[tuple[str, str, str]]) -> None:
    before, after = ("".join(token + gap[k] for token, *gap in parts) for k in (0, 1))
    for start, end, new in changes(before, after):
        assert not any("!" <= char <= "~" for char in before[start:end] + new)
