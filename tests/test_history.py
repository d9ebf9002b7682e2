"""Layers upon layers: composition against a model that is too simple to be wrong, and maps of spans both ways."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import MANY

from textfix.text.edits import Edit, Layer, apply, make_layer
from textfix.text.history import History, SpanMap, compose


def e(start: int, end: int, new: str = "", rules: str = "p/r", confidence: float = 1.0) -> Edit:
    return Edit(start, end, new, tuple(rules.split()), confidence)


@st.composite
def layers(draw: st.DrawFn, text: str, name: str) -> Layer:
    """A layer of a text: each edit has a rule of its own."""
    ends = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    edits: list[Edit] = []
    for k, (start, end) in enumerate(zip(ends[::2], ends[1::2], strict=False)):
        if not edits or start > edits[-1].end:
            confidence = draw(st.sampled_from((1.0, 0.5, 0.25)))
            edits.append(Edit(start, end, draw(st.text("xyz", max_size=3)), (f"{name}/{k}",), confidence))
    return make_layer(text, edits)


@st.composite
def histories(draw: st.DrawFn, least: int = 2, most: int = 2) -> tuple[str, list[Layer]]:
    """A source of distinct characters, and layers that follow each other."""
    source = "abcdefghij"[: draw(st.integers(0, 10))]
    text, out = source, []
    for k in range(draw(st.integers(least, most))):
        out.append(draw(layers(text, f"p{k}")))
        text = apply(text, out[-1])
    return source, out


# ---------------------------------------------------------------------- compose: a table

#               source "abcdefgh"        first, in the source    second, in what first makes   both, in the source
COMPOSED = {
    "apart, behind": ([e(1, 2, "XY", "p/1")], [e(5, 6, "Z", "q/1")], [e(1, 2, "XY", "p/1"), e(4, 5, "Z", "q/1")]),
    "apart, before": ([e(5, 6, "XY", "p/1")], [e(1, 3, "", "q/1")], [e(1, 3, "", "q/1"), e(5, 6, "XY", "p/1")]),
    "touching, behind": ([e(1, 2, "XY", "p/1")], [e(3, 4, "Z", "q/1")], [e(1, 2, "XY", "p/1"), e(2, 3, "Z", "q/1")]),
    "touching, before": ([e(3, 4, "XY", "p/1")], [e(2, 3, "Z", "q/1")], [e(2, 3, "Z", "q/1"), e(3, 4, "XY", "p/1")]),
    "inside": ([e(1, 2, "XYZ", "p/1")], [e(2, 3, "-", "q/1")], [e(1, 2, "X-Z", "p/1 q/1")]),
    "around": ([e(2, 3, "XY", "p/1")], [e(1, 6, "-", "q/1")], [e(1, 5, "-", "p/1 q/1")]),
    "head": ([e(2, 4, "XY", "p/1")], [e(1, 3, "-", "q/1")], [e(1, 4, "-Y", "p/1 q/1")]),
    "tail": ([e(2, 4, "XY", "p/1")], [e(3, 6, "-", "q/1")], [e(2, 6, "X-", "p/1 q/1")]),
    "chain": (
        [e(1, 2, "UV", "p/1"), e(4, 5, "XY", "p/2")],
        [e(2, 6, "-", "q/1"), e(7, 8, "+", "q/2")],
        [e(1, 5, "U-Y", "p/1 p/2 q/1"), e(5, 6, "+", "q/2")],
    ),
    "long chain": (
        [e(1, 2, "UV", "p/1"), e(3, 4, "XY", "p/2")],
        [e(0, 2, "-", "q/1"), e(4, 5, "", "q/2"), e(5, 7, "+", "q/3")],
        [e(0, 2, "-V", "p/1 q/1"), e(3, 5, "+", "p/2 q/2 q/3")],
    ),
    "insertion inside a replacement": ([e(1, 2, "XY", "p/1")], [e(2, 2, "-", "q/1")], [e(1, 2, "X-Y", "p/1 q/1")]),
    "just before a write": ([e(1, 2, "XY", "p/1")], [e(1, 1, "-", "q/1")], [e(1, 1, "-", "q/1"), e(1, 2, "XY", "p/1")]),
    "just behind a write": ([e(1, 2, "XY", "p/1")], [e(3, 3, "-", "q/1")], [e(1, 2, "XY", "p/1"), e(2, 2, "-", "q/1")]),
    "insertion on a deletion": ([e(1, 3, "", "p/1")], [e(1, 1, "-", "q/1")], [e(1, 3, "-", "p/1 q/1")]),
    "insertion before an insertion": ([e(1, 1, "XY", "p/1")], [e(1, 1, "-", "q/1")], [e(1, 1, "-XY", "p/1 q/1")]),
    "insertion behind an insertion": ([e(1, 1, "XY", "p/1")], [e(3, 3, "-", "q/1")], [e(1, 1, "XY-", "p/1 q/1")]),
    "insert one further": ([e(1, 1, "XY", "p/1")], [e(4, 4, "-", "q/1")], [e(1, 1, "XY", "p/1"), e(2, 2, "-", "q/1")]),
    "deletion of an insertion": ([e(1, 1, "XY", "p/1")], [e(1, 3, "", "q/1")], []),
    "deletion of a replacement": ([e(1, 2, "XY", "p/1")], [e(1, 3, "", "q/1")], [e(1, 2, "", "p/1 q/1")]),
    "deletion around a deletion": ([e(2, 4, "", "p/1")], [e(1, 3, "", "q/1")], [e(1, 5, "", "p/1 q/1")]),
    "delete before a gap": ([e(2, 4, "", "p/1")], [e(1, 2, "", "q/1")], [e(1, 2, "", "q/1"), e(2, 4, "", "p/1")]),
    "delete behind a gap": ([e(2, 4, "", "p/1")], [e(2, 3, "", "q/1")], [e(2, 4, "", "p/1"), e(4, 5, "", "q/1")]),
    "replaced in full": ([e(1, 3, "XY", "p/1")], [e(1, 3, "Z", "q/1")], [e(1, 3, "Z", "p/1 q/1")]),
    "back to the source": ([e(1, 2, "X", "p/1")], [e(1, 2, "b", "q/1")], [e(1, 2, "b", "p/1 q/1")]),
    "one rule on both": ([e(1, 2, "XY", "p/1 r/1")], [e(1, 2, "Z", "r/1 p/1 q/1")], [e(1, 2, "ZY", "p/1 r/1 q/1")]),
    "several inside one": (
        [e(1, 2, "VWXYZ", "p/1")],
        [e(2, 3, "", "q/1"), e(4, 5, "+", "q/2")],
        [e(1, 2, "VX+Z", "p/1 q/1 q/2")],
    ),
    "one around several": (
        [e(1, 2, "X", "p/1"), e(3, 4, "", "p/2"), e(5, 6, "YY", "p/3")],
        [e(0, 7, "-", "q/1")],
        [e(0, 7, "-", "p/1 p/2 p/3 q/1")],
    ),
    "before, across and behind": (
        [e(1, 2, "", "p/1"), e(4, 5, "XY", "p/2")],
        [e(0, 1, "-", "q/1"), e(3, 4, "+", "q/2"), e(6, 7, "", "q/3")],
        [e(0, 1, "-", "q/1"), e(1, 2, "", "p/1"), e(4, 5, "+Y", "p/2 q/2"), e(6, 7, "", "q/3")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", COMPOSED)
def test_two_layers_compose(name: str) -> None:
    first, second, both = COMPOSED[name]
    assert compose(first, second) == tuple(both)


@pytest.mark.parametrize("name", COMPOSED)
def test_the_table_is_right_about_the_text(name: str) -> None:
    first, second, both = COMPOSED[name]
    assert apply("abcdefgh", both) == apply(apply("abcdefgh", first), second)


def test_a_layer_composes_with_nothing_to_itself() -> None:
    layer = (e(1, 2, "x"), e(4, 4, "y"))
    assert compose(layer, ()) == compose((), layer) == compose(list(layer), []) == layer
    assert compose((), ()) == ()


@pytest.mark.parametrize(("one", "other"), [(0.5, 0.25), (0.25, 0.5)])
def test_a_composed_edit_has_the_least_confidence(one: float, other: float) -> None:
    (both,) = compose([e(1, 2, "XY", "p/1", one)], [e(2, 3, "-", "q/1", other)])
    assert both.confidence == 0.25


def test_edits_left_alone_keep_rules_and_confidence() -> None:
    first, second = [e(1, 2, "XY", "p/1", 0.5)], [e(5, 6, "", "q/1", 0.25)]
    assert compose(first, second) == (e(1, 2, "XY", "p/1", 0.5), e(4, 5, "", "q/1", 0.25))


# ---------------------------------------------------------------------- compose: a model


def in_middle(first: Layer) -> list[tuple[int, int]]:
    spans, shift = [], 0
    for edit in first:
        spans.append((edit.start + shift, edit.start + shift + len(edit.new)))
        shift += len(edit.new) - (edit.end - edit.start)
    return spans


def must_merge(old: Edit, span: tuple[int, int], new: Edit) -> bool:
    """Whether an old edit that fills `span` of the middle text and a new one are one, by sets of characters."""
    written, replaced = set(range(*span)), set(range(new.start, new.end))
    if written and replaced:
        return bool(written & replaced)
    if written:  # the new one inserts
        inner = set(range(span[0] + 1, span[1]))
        return new.start in inner or (old.start == old.end and new.start in span)
    if replaced:  # the old one deleted
        return span[0] - 1 in replaced and span[0] in replaced
    return span[0] == new.start


def groups(first: Layer, second: Layer) -> list[set[Edit]]:
    """Connected sets of edits, by brute force."""
    found: list[set[Edit]] = [{edit} for edit in (*first, *second)]
    for old, span in zip(first, in_middle(first), strict=True):
        for new in second:
            if must_merge(old, span, new):
                joined = [group for group in found if old in group or new in group]
                found = [group for group in found if group not in joined] + [set().union(*joined)]
    return found


@settings(MANY)
@given(histories())
def test_composed_edits_do_what_both_layers_do(case: tuple[str, list[Layer]]) -> None:
    source, (first, second) = case
    assert apply(source, compose(first, second)) == apply(apply(source, first), second)


@settings(MANY)
@given(histories())
def test_composed_edits_are_sorted_and_apart(case: tuple[str, list[Layer]]) -> None:
    both = compose(*case[1])
    assert list(both) == sorted(both, key=lambda edit: (edit.start, edit.end))
    assert all(a.end <= b.start for a, b in itertools.pairwise(both))
    assert all(edit.start < edit.end or edit.new for edit in both)


@settings(MANY)
@given(histories())
def test_edits_become_one_exactly_where_they_meet(case: tuple[str, list[Layer]]) -> None:
    first, second = case[1]
    expected = []
    for group in groups(first, second):
        order = sorted(group & set(first)) + sorted(group & set(second))
        rules = tuple(rule for edit in order for rule in edit.rules)
        expected.append((rules, min(edit.confidence for edit in group)))
    found = [(edit.rules, edit.confidence) for edit in compose(first, second)]
    undone = [item for item in expected if item not in found]
    assert sorted(found) == sorted(item for item in expected if item in found)
    for rules, _ in undone:  # only what wrote something and took it away again may be gone
        old = [edit for edit in first if edit.rules[0] in rules]
        assert old
        assert all(edit.start == edit.end for edit in old)


@settings(MANY)
@given(histories(least=3, most=4))
def test_composition_does_not_depend_on_the_grouping(case: tuple[str, list[Layer]]) -> None:
    source, (first, second, third, *_) = case
    left, right = compose(compose(first, second), third), compose(first, compose(second, third))
    assert apply(source, left) == apply(source, right) == apply(apply(apply(source, first), second), third)


# ---------------------------------------------------------------------- History


def test_a_history_without_layers_is_its_source() -> None:
    source = str(b"in order", "ascii")
    history = History(source)
    history.append(())
    assert history.text is history.source is source
    assert history.edits == ()
    assert history.spans.to_source(1, 3) == history.spans.to_out(1, 3) == (1, 3)


def test_a_history_applies_its_layers_one_upon_the_other() -> None:
    history = History("in buy to")
    history.append((e(3, 6, "order", "p/1"),))
    history.append((e(0, 2, "In", "p/2"), e(3, 4, "O", "p/3")))
    assert (history.source, history.text) == ("in buy to", "In Order to")
    assert history.edits == (e(0, 2, "In", "p/2"), e(3, 6, "Order", "p/1 p/3"))


def test_what_was_changed_back_is_no_edit() -> None:
    history = History("abc")
    history.append((e(1, 2, "x", "p/1"),))
    history.append((e(1, 2, "b", "p/2"), e(3, 3, "!", "p/3")))
    assert history.edits == (e(3, 3, "!", "p/3"),)
    assert history.text == "abc!"


def test_the_map_is_made_once_and_anew_after_a_layer() -> None:
    history = History("abc")
    history.append((e(0, 0, "--"),))
    spans = history.spans
    assert spans is history.spans
    history.append(())
    assert history.spans is spans
    history.append((e(3, 4, ""),))
    assert history.spans is not spans
    assert history.spans.to_source(3, 4) == (2, 3)


@settings(MANY)
@given(histories(least=1, most=5))
def test_a_history_is_the_fold_of_its_layers(case: tuple[str, list[Layer]]) -> None:
    source, all_layers = case
    history, text = History(source), source
    for layer in all_layers:
        history.append(layer)
        text = apply(text, layer)
        assert history.text == text
        assert apply(source, history.edits) == text
        assert all(source[edit.start : edit.end] != edit.new for edit in history.edits)
        assert all(a.end <= b.start for a, b in zip(history.edits, history.edits[1:], strict=False))


@settings(MANY)
@given(histories(least=1, most=5))
def test_kept_characters_map_to_themselves_both_ways(case: tuple[str, list[Layer]]) -> None:
    source, all_layers = case
    history = History(source)
    for layer in all_layers:
        history.append(layer)
    edited = {at for edit in history.edits for at in range(edit.start, edit.end)}
    for at in set(range(len(source))) - edited:
        start, end = history.spans.to_out(at, at + 1)
        assert history.text[start:end] == source[at]
        assert history.spans.to_source(start, end) == (at, at + 1)


# ---------------------------------------------------------------------- SpanMap: tables

# source  a b c d e f g h        edits: b -> "XY", de -> deleted, "+" inserted before g
# text    a X Y c f + g h
MAP = SpanMap((e(1, 2, "XY"), e(3, 5, ""), e(6, 6, "+")))

TO_OUT = {
    (0, 1): (0, 1), (0, 2): (0, 3), (1, 2): (1, 3), (2, 3): (3, 4),  # the replacement, alone and with its neighbours
    (1, 3): (1, 4), (0, 8): (0, 8),
    (2, 4): (3, 4), (3, 5): (4, 4), (3, 4): (4, 4), (4, 5): (4, 4), (4, 6): (4, 5), (2, 6): (3, 5),  # the deletion
    (5, 6): (4, 5), (6, 7): (6, 7), (5, 7): (4, 7), (7, 8): (7, 8),  # the insertion is taken in only from both sides
    (0, 0): (0, 0), (1, 1): (1, 1), (2, 2): (3, 3), (3, 3): (4, 4), (4, 4): (4, 4), (5, 5): (4, 4),  # empty spans
    (6, 6): (5, 6), (7, 7): (7, 7), (8, 8): (8, 8),
}  # fmt: skip

TO_SOURCE = {
    (0, 1): (0, 1), (1, 2): (1, 2), (2, 3): (1, 2), (1, 3): (1, 2), (0, 2): (0, 2), (2, 4): (1, 3), (3, 4): (2, 3),
    (4, 5): (5, 6), (3, 5): (2, 6), (5, 6): (6, 6), (4, 6): (5, 6), (5, 7): (6, 7), (6, 7): (6, 7), (4, 7): (5, 7),
    (0, 8): (0, 8),
    (0, 0): (0, 0), (1, 1): (1, 1), (2, 2): (1, 2), (3, 3): (2, 2), (4, 4): (3, 5), (5, 5): (6, 6), (6, 6): (6, 6),
    (7, 7): (7, 7), (8, 8): (8, 8),
}  # fmt: skip


@pytest.mark.parametrize("span", TO_OUT)
def test_a_span_of_the_source_maps_to_the_text(span: tuple[int, int]) -> None:
    assert MAP.to_out(*span) == TO_OUT[span]


@pytest.mark.parametrize("span", TO_SOURCE)
def test_a_span_of_the_text_maps_to_the_source(span: tuple[int, int]) -> None:
    assert MAP.to_source(*span) == TO_SOURCE[span]


def test_without_edits_every_span_is_itself() -> None:
    spans = SpanMap(())
    assert [spans.to_out(i, j) for i, j in ((0, 0), (2, 5), (9, 9))] == [(0, 0), (2, 5), (9, 9)]
    assert [spans.to_source(i, j) for i, j in ((0, 0), (2, 5), (9, 9))] == [(0, 0), (2, 5), (9, 9)]


def test_an_empty_span_between_two_edits_that_touch_is_their_meeting_point() -> None:
    spans = SpanMap((e(1, 2, "XY"), e(2, 3, "Z")))
    assert spans.to_out(2, 2) == (3, 3)
    assert spans.to_source(3, 3) == (2, 2)


def test_an_empty_span_covers_deletion_and_insertion_at_its_place() -> None:
    spans = SpanMap((e(1, 3, ""), e(3, 3, "+")))  # a bc de -> a + de
    assert spans.to_source(1, 1) == (1, 3)
    assert spans.to_source(1, 2) == (3, 3)
    assert spans.to_out(3, 3) == (1, 2)


def test_two_deletions_that_touch_are_both_covered_by_an_empty_span() -> None:
    assert SpanMap((e(1, 3, ""), e(3, 4, ""))).to_source(1, 1) == (1, 4)


@settings(MANY)
@given(histories(least=1, most=3), st.data())
def test_spans_map_in_bounds_and_in_order(case: tuple[str, list[Layer]], data: st.DataObject) -> None:
    source, all_layers = case
    history = History(source)
    for layer in all_layers:
        history.append(layer)
    for carry, here, there in (
        (history.spans.to_out, len(source), len(history.text)),
        (history.spans.to_source, len(history.text), len(source)),
    ):
        spans = [(i, j) for i in range(here + 1) for j in range(i, here + 1)]
        for i, j in data.draw(st.lists(st.sampled_from(spans), max_size=6)):
            start, end = carry(i, j)
            assert 0 <= start <= end <= there
            for k in range(j + 1, here + 1):
                if i < j:
                    assert carry(i, k)[0] == start
                    assert carry(i, k)[1] >= end
            for k in range(i):
                if i < j:
                    assert carry(k, j)[1] == end
                    assert carry(k, j)[0] <= start


@settings(MANY)
@given(histories(least=1, most=3))
def test_the_two_sides_of_an_edit_map_to_each_other(case: tuple[str, list[Layer]]) -> None:
    source, all_layers = case
    history = History(source)
    for layer in all_layers:
        history.append(layer)
    shift = 0
    for edit in history.edits:
        out = (edit.start + shift, edit.start + shift + len(edit.new))
        shift += len(edit.new) - (edit.end - edit.start)
        if edit.start < edit.end:
            assert history.spans.to_out(edit.start, edit.end) == out
        if edit.new:
            assert history.spans.to_source(*out) == (edit.start, edit.end)
