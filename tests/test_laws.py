"""The laws of a Document, properties of every text: for the whole cleaner, each pass alone, and suggestions done."""

from __future__ import annotations

import itertools
import json
import os
import pickle
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from strategies import LONG, MANY, STRATEGIES, WRAPPED, anything, news

import textfix
from textfix import Cleaner, Config, Document
from textfix.passes import PASSES
from textfix.text.patterns import Pattern
from textfix.text.view import WORD

if TYPE_CHECKING:
    from collections.abc import Callable

DIGITS = Pattern("[0-9]++")
GONE = frozenset("\u00ad\ufeff\u200b\u2028\u2029")

WHOLE = {"default": Config(), "suggest": Config(level="suggest")}
ALONE = {run.id: Config(select=(run.id,), level="suggest") for run in PASSES if run.rule_list}


@cache
def cleaner_for(config: Config) -> Cleaner:
    return Cleaner(config)


# ---------------------------------------------------------------------- the laws


def splices(doc: Document) -> None:
    """Law 1."""
    text, at, shift = doc.original, 0, 0
    parts: list[str] = []
    for edit in doc.edits:
        assert at <= edit.start <= edit.end <= len(text)
        assert text[edit.start : edit.end] == edit.before
        assert edit.before != edit.after
        assert edit.rules
        parts += text[at : edit.start], edit.after
        assert (edit.out_start, edit.out_end) == (edit.start + shift, edit.start + shift + len(edit.after))
        at, shift = edit.end, shift + len(edit.after) - len(edit.before)
    assert "".join(parts) + text[at:] == doc.text


def restores(doc: Document) -> None:
    """Law 2."""
    assert doc.restore() == doc.original


def maps_spans(doc: Document) -> None:
    """Law 4."""
    edited = {at for edit in doc.edits for at in range(edit.start, edit.end)}
    near = {at + near for edit in doc.edits for at in (edit.start, edit.end) for near in (-1, 0)}  # where maps go wrong
    every = range(0, len(doc.original), max(1, len(doc.original) // 20))
    for at in sorted({*every, *near} & set(range(len(doc.original)))):
        start, end = doc.to_clean(at, at + 1)
        assert 0 <= start <= end <= len(doc.text)
        if at not in edited:
            assert doc.text[start:end] == doc.original[at]
            assert doc.to_original(start, end) == (at, at + 1)
    for carry, here, there in (
        (doc.to_clean, len(doc.original), len(doc.text)),
        (doc.to_original, len(doc.text), len(doc.original)),
    ):
        step = max(1, here // 12)
        spans = [carry(at, min(here, at + step)) for at in range(0, here, step)]
        assert all(0 <= start <= end <= there for start, end in spans)
        assert [start for start, _ in spans] == sorted(start for start, _ in spans)
        assert [end for _, end in spans] == sorted(end for _, end in spans)
        assert all(0 <= start <= end <= there for start, end in (carry(at, at) for at in range(0, here + 1, step)))
    for edit in doc.edits:
        if edit.before:
            assert doc.to_clean(edit.start, edit.end) == (edit.out_start, edit.out_end)
        if edit.after:
            assert doc.to_original(edit.out_start, edit.out_end) == (edit.start, edit.end)


def accounts(doc: Document) -> None:
    """Law 5, and what else refers to places in the original or in the text."""
    gone = "".join(_between(doc.original, [(e.start, e.end) for e in doc.edits]))
    come = "".join(_between(doc.text, [(e.out_start, e.out_end) for e in doc.edits]))
    assert gone == come
    for segment in doc.removed:
        assert doc.original[segment.start : segment.end] == segment.text
        assert segment.text.strip()
    for start, end in [(s.start, s.end) for s in doc.removed] + [(c.start, c.end) for c in doc.captions]:
        assert any(edit.start <= start <= end <= edit.end for edit in doc.edits)
    for flag in doc.flags:
        assert flag.start is None or flag.end is None or 0 <= flag.start <= flag.end <= len(doc.original)


def suggests(doc: Document) -> None:
    spans = []
    for item in doc.suggestions:
        assert doc.original[item.start : item.end] == item.before
        assert item.before != item.after
        assert item.candidates[0][0] == item.after
        assert doc.text[item.out_start : item.out_end] == item.before
        spans.append((item.start, item.end))
    spans += [(edit.start, edit.end) for edit in doc.edits]
    spans.sort()
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def is_canonical(doc: Document) -> None:
    text = doc.text
    assert unicodedata.is_normalized("NFC", text)
    assert not [char for char in text if (char != "\n" and unicodedata.category(char) in ("Cc", "Cs")) or char in GONE]
    assert text == text.strip()
    assert "\n\n".join(block.text for block in doc.blocks) == text
    for block in doc.blocks:
        assert block.text == block.text.strip() != ""
        assert "\n" not in block.text
        assert doc.text[block.start : block.end] == block.text
        assert (block.source_start, block.source_end) == doc.to_original(block.start, block.end)


def reads_back(doc: Document) -> None:
    """Law 7."""
    again = Document.model_validate_json(doc.model_dump_json())
    assert again == doc
    assert again.text == doc.text
    assert again.original == doc.original
    assert again.edits == doc.edits


def reverts(doc: Document) -> None:
    """Law 6."""
    again = Document.model_validate_json(doc.model_dump_json())
    everything = doc.revert(*doc.edits)
    assert (everything.text, everything.edits) == (doc.original, ())
    rules = {rule for edit in doc.edits for rule in edit.rules}
    cases: list[tuple[str | textfix.Edit, ...]] = [(rule,) for rule in sorted(rules)[:5]]
    cases += [(edit,) for edit in doc.edits[1:4]]
    cases += [tuple(sorted(rules)), tuple(doc.edits[::2])]
    for what in cases:
        left = doc.revert(*what)
        assert left.original == doc.original
        names = {item for item in what if isinstance(item, str)}
        dropped = {(e.start, e.end) for e in doc.edits if e in what or not names.isdisjoint(e.rules)}
        assert [e.before for e in left.edits] == [e.before for e in doc.edits if (e.start, e.end) not in dropped]
        for law in (splices, restores, maps_spans, accounts, suggests, reads_back):
            law(left)
        assert again.revert(*what) == left


def is_stable(doc: Document, cleaner: Cleaner) -> None:
    """Law 3."""
    again = cleaner.clean(doc.text)
    assert again.text == doc.text
    assert again.edits == ()
    assert again.text is doc.text


def _between(text: str, spans: list[tuple[int, int]]) -> list[str]:
    starts, ends = [0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


LAWS: dict[str, Callable[[Document], None]] = {
    "splice": splices,
    "restore": restores,
    "span maps": maps_spans,
    "accounting": accounts,
    "suggestions": suggests,
    "canonical form": is_canonical,
    "JSON": reads_back,
    "revert": reverts,
}


@pytest.mark.parametrize("texts", STRATEGIES)
@pytest.mark.parametrize("config", WHOLE)
@pytest.mark.parametrize("law", [*LAWS, "stable"])
def test_law_holds_for_the_whole_cleaner(law: str, config: str, texts: str) -> None:
    cleaner = cleaner_for(WHOLE[config])

    @settings(max_examples=(2 if law == "revert" else 5) * settings().max_examples)
    @given(STRATEGIES[texts])
    def holds(text: str) -> None:
        doc = cleaner.clean(text)
        assert doc.original is text
        if law == "stable":
            is_stable(doc, cleaner)
        else:
            LAWS[law](doc)

    holds()


@pytest.mark.parametrize("texts", STRATEGIES)
@pytest.mark.parametrize("alone", ALONE)
def test_every_law_holds_for_each_pass_alone(alone: str, texts: str) -> None:
    cleaner = cleaner_for(ALONE[alone])

    @given(STRATEGIES[texts])
    def holds(text: str) -> None:
        doc = cleaner.clean(text)
        for law in LAWS.values():
            law(doc)
        is_stable(doc, cleaner)

    holds()


@given(news)
def test_law_holds_with_all_that_the_caller_knows(text: str) -> None:
    known: dict[str, Any] = {
        "title": text[:40],
        "url": "https://bbc.com/news/1",
        "source": "Volga Herald",
        "language": "en",
    }
    cleaner = cleaner_for(Config())
    doc = cleaner.clean(text, **known)
    for law in LAWS.values():
        law(doc)
    again = cleaner.clean(doc.text, **known)
    assert again.text == doc.text
    assert again.edits == ()


# ---------------------------------------------------------------------- counts and levels


@given(news)
def test_scores_count_the_edits_of_each_pass(text: str) -> None:
    doc = cleaner_for(Config()).clean(text)
    counts: dict[str, int] = {}
    for edit in doc.edits:
        for name in {rule.split("/")[0] for rule in edit.rules}:
            counts[name] = counts.get(name, 0) + 1
    assert doc.scores.counts == counts


@given(news)
def test_without_suggest_no_edit_has_a_rule_of_that_level(text: str) -> None:
    risky = {rule.id for run in PASSES for rule in run.rule_list if rule.level == "suggest"}
    assert all(risky.isdisjoint(edit.rules) for edit in cleaner_for(Config()).clean(text).edits)


@given(news)
def test_safe_level_changes_no_word_by_a_riskier_rule(text: str) -> None:
    safe = {rule.id for run in PASSES for rule in run.rule_list if rule.level == "safe"}
    doc = cleaner_for(Config(level="safe")).clean(text)
    assert all(safe.issuperset(edit.rules) for edit in doc.edits)
    splices(doc)
    is_stable(doc, cleaner_for(Config(level="safe")))


# ---------------------------------------------------------------------- numbers

NUMBER_RULES = {rule.id for run in PASSES for rule in run.rule_list if rule.numbers}
# `&#50;` is 2
DECODERS = {"entities/entity", "bare-entities/feed", "characters/full-width", "encoding/mojibake"}


def every_number_stands_in_the_original(doc: Document) -> None:
    for match in DIGITS.finditer(doc.text):
        start, end = doc.to_original(*match.span())
        rules = {rule for edit in doc.edits for rule in edit.rules if edit.start < end and start < edit.end}
        if rules.isdisjoint(NUMBER_RULES | DECODERS):
            assert match[0] in "".join(DIGITS.findall(doc.original[start:end]))


@settings(MANY)
@given(news)
def test_every_number_of_the_text_stands_in_the_original(text: str) -> None:
    every_number_stands_in_the_original(cleaner_for(WHOLE["suggest"]).clean(text))


# ---------------------------------------------------------------------- the same object, the same bytes

CANONICAL = (
    "",
    "Sales rose.",
    "Grain exports rise\n\nThe ministry said on Monday that exports had risen by 3.5%, to €40m. “Good,” it’s said.",
    "Die Ausfuhr stieg um ein Zehntel, teilte die Behörde mit. „Schön“, sagte er.",
    "Экспорт зерна вырос на десятую часть, сообщает министерство.",
    "株式会社ＮＴＴは、価格：１２元。",
    "می\u200cخواهم 👨\u200d👩\u200d👧 ½ 10²",
    "For a < b and c > d, AT&T said [sic].",
)


@pytest.mark.parametrize("text", CANONICAL)
def test_canonical_text_comes_back_as_the_same_object(cleaner: Cleaner, text: str) -> None:
    copy = "".join(list(text))
    doc = cleaner.clean(copy)
    assert doc.text is copy
    assert doc.edits == ()


DOZEN = (
    *CANONICAL[1:],
    "<pIt was done in buy to solve the problem less than the aegis of the Joined Nations.",
    (
        "Next Article\n\nGrain Exports Rise\n\nAmbassador V. Semashko. An archive photo\n\nV. Semashko. An archive image\n\n"
        "MINSK, 18 July (BelTA) – Trade grew, as cited by TASS.\n\nTags: grain, ships, Minsk"
    ),
    "Russiaâ€™s caf\ud800e\u0301 &amp;amp;lt; \x07 \u00ad",
    "The electric vehicle is new. One electric vehicle is sold. An electric vehicle waits. An electrical vehicle",
    "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore",
)
SCRIPT = """
import json, sys
from textfix import Cleaner, Config
texts = json.load(sys.stdin)
for cleaner in (Cleaner(), Cleaner(Config(level="suggest", select=("phrases", "terms", "boilerplate-lines", "BP10")))):
    for text in texts:
        print(cleaner.clean(text).model_dump_json())
"""


def test_output_does_not_depend_on_the_hash_seed() -> None:
    def run(seed: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=json.dumps(DOZEN).encode(),
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        )
        return done.stdout

    first, second = run("1"), run("2")
    assert first == second
    assert first.count(b"\n") == 2 * len(DOZEN)


def test_output_does_not_depend_on_threads_or_order() -> None:
    expected = {text: Cleaner().clean(text).model_dump_json() for text in DOZEN}
    shared = Cleaner()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: (text, shared.clean(text).model_dump_json()), list(reversed(DOZEN)) * 8))
    assert all(expected[text] == out for text, out in found)


def test_one_document_may_be_read_by_many_threads(cleaner: Cleaner) -> None:
    expected = [cleaner.clean(text).model_dump_json() for text in DOZEN]
    fresh = [cleaner.clean(text) for text in DOZEN]
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda k: (k % len(DOZEN), fresh[k % len(DOZEN)].model_dump_json()), range(8 * len(DOZEN)))
        )
    assert all(expected[k] == out for k, out in found)


# ---------------------------------------------------------------------- pickling, many texts, wrong types


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("text", DOZEN[-5:])
def test_a_document_survives_pickling(cleaner: Cleaner, text: str, protocol: int) -> None:
    doc = cleaner.clean(text)
    again = pickle.loads(pickle.dumps(doc, protocol))
    assert again == doc
    assert again.model_dump_json() == doc.model_dump_json()
    assert again.restore() == text


@pytest.mark.parametrize("used", [False, True])
def test_a_cleaner_survives_pickling(used: bool) -> None:
    config = Config(ignore=("repeats",), options={"phrases": {"spun_from": 2}})
    cleaner = Cleaner(config)
    if used:
        cleaner.clean("in buy to")
    again = pickle.loads(pickle.dumps(cleaner))
    assert again.config == config
    assert [again.clean(text) for text in DOZEN] == [cleaner.clean(text) for text in DOZEN]


def test_a_config_survives_pickling_and_json() -> None:
    config = Config(level="safe", select=("phrases",), options={"phrases": {"spun_from": 2}})
    for again in (pickle.loads(pickle.dumps(config)), Config.model_validate_json(config.model_dump_json())):
        assert again == config
        assert hash(again) == hash(config)
        assert again.digest == config.digest


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_texts_come_out_in_order(cleaner: Cleaner, jobs: int) -> None:
    texts = [f"Text {k} was  made in buy to test." for k in range(70)]
    docs = list(cleaner.clean_many(iter(texts), jobs=jobs))
    assert [doc.original for doc in docs] == texts
    assert docs == [cleaner.clean(text) for text in texts]


@pytest.mark.parametrize("jobs", [1, 2])
def test_records_bring_what_is_known_of_them(cleaner: Cleaner, jobs: int) -> None:
    text = f"Grain exports rise by a tenth - Grainline\n\n{LONG}"
    records: list[dict[str, Any]] = [
        {"text": text, "url": "https://grainline.example/1", "n": 1},
        {"text": text, "url": None},
        {"text": "1", "language": "fr"},
    ]
    with_url, without, french = cleaner.clean_many(records, jobs=jobs)
    assert with_url.title == "Grain exports rise by a tenth"
    assert without.title == "Grain exports rise by a tenth - Grainline"
    assert french.language == "fr"


def test_many_texts_are_read_lazily(cleaner: Cleaner) -> None:
    read: list[int] = []

    def texts() -> Any:
        for k in range(1000):
            read.append(k)
            yield f"Text {k}."

    first = next(iter(cleaner.clean_many(texts())))
    assert first.original == "Text 0."
    assert read == [0]


@pytest.mark.parametrize("data", [b"text", bytearray(b"text")])
def test_bytes_are_refused_with_what_to_do(data: Any) -> None:
    with pytest.raises(TypeError, match="decode"):
        textfix.clean(data)


@pytest.mark.parametrize("data", [None, 1, ["text"]])
def test_what_is_no_text_is_refused_by_type(cleaner: Cleaner, data: Any) -> None:
    with pytest.raises(TypeError, match=f"not {type(data).__name__}"):
        cleaner.clean(data)


def test_fix_text_is_the_text_of_clean() -> None:
    assert [textfix.fix_text(text) for text in DOZEN] == [textfix.clean(text).text for text in DOZEN]


@settings(MANY)
@given(anything)
def test_no_text_raises(text: str) -> None:
    doc = textfix.clean(text)
    assert isinstance(doc.model_dump_json(), str)
    assert sum(1 for _ in WORD.finditer(doc.text)) <= len(doc.text)


# ---------------------------------------------------------------------- texts that once broke a law

BROKE = {
    "a tag character glued to a word that is not in NFC": "\U000e0041\u212b",
    "a ligature glued to a word that is not in NFC": "\ufb01\u212b",
    "a caption that is only suggested": "PICTURE",
    "a paragraph that stands twice, hard-wrapped": f"{WRAPPED}\n{WRAPPED}\n{LONG}",
    "three stages and once three phases": "In 3 stages, in 3 stages, in 3 stages and in three stages.",
}


@pytest.mark.parametrize("config", [*WHOLE.values(), Config(select=("phrases",))], ids=[*WHOLE, "phrases"])
@pytest.mark.parametrize("name", BROKE)
def test_a_text_that_once_broke_a_law_does_so_no_more(name: str, config: Config) -> None:
    doc = cleaner_for(config).clean(BROKE[name])
    for law in LAWS.values():
        law(doc)
    is_stable(doc, cleaner_for(config))
    every_number_stands_in_the_original(doc)
