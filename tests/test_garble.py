"""What is known about garble: the channel of spinners, the candidates made of it, and the command that measures both."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textfix.data.channel import ORDINARY, Channel, channel, originals, pack
from textfix.errors import DataError
from textfix.garble.candidates import candidates

if TYPE_CHECKING:
    from collections.abc import Callable

CORPORA = Path(__file__).parent.parent / "corpora"
SOURCES = CORPORA / "channel"


def rows(name: str) -> list[list[str]]:
    lines = (SOURCES / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(
    ("spun", "original"),
    [
        ("invoice", "bill"), ("invoices", "bills"), ("swimsuit", "suit"), ("courtroom", "court"), ("aims", "goals"),
        ("legal professional basic", "attorney general"), ("loss of life toll", "death toll"),
    ],
)  # fmt: skip
def test_a_spun_form_leads_to_its_original(spun: str, original: str) -> None:
    assert original in [item.text.lower() for item in candidates(spun, 8)]


def test_what_a_phrase_was_is_put_together_from_what_its_words_were() -> None:
    assert "personal effects" in [item.text for item in candidates("private results", 8)]


def test_candidates_are_as_many_as_asked_for_and_differ_from_what_was_spun() -> None:
    found = [item.text.lower() for item in candidates("gross sales data", 5)]
    assert len(found) == len(set(found)) == 5
    assert "gross sales data" not in found


def test_a_word_that_no_spinner_makes_has_no_original() -> None:
    assert candidates("qwertyuiop") == []
    assert originals("") == ()


@given(st.text(max_size=40))
def test_any_text_may_be_asked_for(text: str) -> None:
    assert all(item.text for item in candidates(text, 3))


ENTRIES = st.dictionaries(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8"), min_size=1, max_size=8),
            st.floats(-10, 0),
            st.floats(0, 9),
            st.sampled_from("nvarfpx"),
            st.sampled_from([0, ORDINARY]),
        ),
        min_size=1,
        max_size=4,
        unique_by=lambda row: row[0],
    ),
    max_size=6,
)


@given(ENTRIES)
def test_a_packed_table_gives_back_what_was_packed(
    entries: dict[str, list[tuple[str, float, float, str, int]]],
) -> None:
    table = Channel(pack(entries))
    assert len(table) == len(entries)
    for spun, originals_ in entries.items():
        found = table.originals(spun)
        assert [(item.text, item.pos, item.ordinary) for item in found] == [
            (text, pos, bool(flags)) for text, _, _, pos, flags in originals_
        ]
        assert all(abs(item.weight - weight) <= 0.03 for item, (_, weight, *_) in zip(found, originals_, strict=True))
    assert table.originals("not packed at all") == ()


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(DataError, match="not a channel table"):
        Channel(b"PK")
    with pytest.raises(DataError, match="no table for 'xx'"):
        channel("xx")


@pytest.mark.parametrize("name", ["words.tsv", "phrases.tsv"])
def test_a_hand_written_table_is_sorted_and_says_things_once(name: str) -> None:
    table = rows(name)
    keys = [(original, pos) for original, pos, _ in table]
    assert keys == sorted(set(keys))
    for original, pos, forms in table:
        listed = [form.lstrip("~") for form in forms.split(", ")]
        assert pos in "nvarfpx"
        assert len(listed) == len(set(listed))
        assert all(form and form == form.strip() for form in listed), original
        assert original.lower() not in map(str.lower, listed)


def test_the_built_table_knows_what_the_hand_written_ones_say() -> None:
    table = rows("words.tsv")[::50]
    missing = [
        (original, form)
        for original, pos, forms in table
        for form in forms.split(", ")[:1]
        if pos in "arx" and original not in [item.text for item in originals(form.lstrip("~").lower())]
    ]
    assert len(missing) <= len(table) // 20, missing  # antonyms, and originals beyond the most that are kept


def measure(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = runpy.run_path(str(CORPORA / "measure.py"))[name]
    return found


def test_reach_is_reported_by_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "substitutions.jsonl"
    path.write_text(
        "\n".join(
            json.dumps(row)
            for row in (
                {"spun": "invoice", "original": "bill", "type": "noun sense", "family": "C"},
                {"spun": "Qwertyuiop", "original": "bill", "type": "noun sense", "family": "D"},
                {"spun": "firm", "original": "company", "type": "harmless one", "harmless": True},
            )
        )
    )
    measure("reach")(path)
    out = capsys.readouterr().out
    assert "type: noun sense                          0.500" in out
    assert "harmless one" not in out


def test_false_hits_of_the_lexicon_are_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clean.jsonl").write_text(json.dumps({"text": "They came in buy to help."}))
    measure_lexicon = measure("lexicon")
    measure_lexicon.__globals__["conflicts"] = lambda: iter(())
    measure_lexicon(tmp_path, [])
    out = capsys.readouterr().out
    assert "1 false hits" in out
    assert "phrases/in-order-to" in out
