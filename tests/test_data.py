"""The data files: legal words, unique ids, sorted entries, each entry true to its own example."""

from __future__ import annotations

import tomllib
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

import textfix
from textfix.data import boilerplate, dates, inflection
from textfix.data.boilerplate import forms, index
from textfix.data.phrases import Phrase, Variant, compile_variant, fill, phrases, variants
from textfix.passes.boilerplate_lines import _bare, match_line
from textfix.text.edits import LEVELS
from textfix.text.patterns import Pattern
from textfix.text.view import Span
from textfix.vocabulary import Defect, Role

DATA = Path(textfix.__file__).parent / "data"
FILES = sorted((*DATA.rglob("*.toml"), *DATA.rglob("*.tsv")))
PHRASE_FILES = [path for path in FILES if path.parent.parent.name == "phrases"]
LABEL_FILES = [path for path in FILES if path.parent.name == "boilerplate"]
SLOT = Pattern(r"\{(?P<kind>v:|n:)?(?P<inside>[^{}]*)\}")
FIELDS = {
    "byline",
    "rights",
    "timestamp",
    "dateline",
    "tags",
    "source",
    "caption",
}  # what the pipeline reads a label's payload into


def name(path: Path) -> str:
    return path.relative_to(DATA).as_posix()


@cache
def entries(path: Path, table: str) -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(path.read_text(encoding="utf-8"))[table])


# ---------------------------------------------------------------------- every file


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_says_how_it_was_made_and_under_which_licence(path: Path) -> None:
    head = [line for line in path.read_text(encoding="utf-8").split("\n\n")[0].splitlines() if line.startswith("#")]
    text = " ".join(line.lstrip("# ") for line in head)
    assert head
    assert "licence" in text
    assert any(
        word in text.lower() for word in ("by hand", "made from", "made by", "derived from", "written", "generated")
    )


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_plain_text(path: Path) -> None:
    data = path.read_bytes()
    assert b"\r" not in data
    assert data.endswith(b"\n")
    assert "\N{REPLACEMENT CHARACTER}" not in data.decode()


@pytest.mark.parametrize("path", PHRASE_FILES, ids=name)
def test_entries_of_phrases_are_sorted_by_id(path: Path) -> None:
    ids = [entry["id"] for entry in entries(path, "phrase")]
    assert ids == sorted(ids)


@pytest.mark.parametrize("path", LABEL_FILES, ids=name)
def test_ids_of_labels_are_unique(path: Path) -> None:
    ids = [entry["id"] for entry in entries(path, "label")]
    assert len(ids) == len(set(ids))


# ---------------------------------------------------------------------- phrases

PHRASES = {phrase.id: phrase for phrase in phrases()}


@pytest.mark.parametrize("phrase_id", PHRASES)
def test_a_phrase_uses_words_of_the_model(phrase_id: str) -> None:
    phrase = PHRASES[phrase_id]
    assert phrase.defect in get_args(Defect)
    assert phrase.level in LEVELS
    assert phrase.why
    assert phrase.keep
    assert phrase.bad
    assert 1 <= phrase.window <= 40
    assert not any(word != word.lower() for word in (*phrase.needs, *phrase.unless)), (
        "context is compared in lower case"
    )


@pytest.mark.parametrize("phrase_id", PHRASES)
def test_the_example_of_a_phrase_is_matched_by_one_of_its_variants(phrase_id: str) -> None:
    phrase = PHRASES[phrase_id]
    assert any(compile_variant(phrase, bad).pattern.search(phrase.example[0]) for bad in phrase.bad)
    assert phrase.example[0] != phrase.example[1]


def test_no_bad_phrase_stands_twice() -> None:
    seen: dict[str, str] = {}
    twice = []
    for phrase in PHRASES.values():
        for bad in phrase.bad:
            if bad in seen:
                twice.append((bad, seen[bad], phrase.id))
            seen[bad] = phrase.id
    assert not twice


def spellings(variant: Variant, bad: str) -> list[str]:
    """A few texts that a variant matches: its first and last choices, each form of its verbs."""
    parts: list[tuple[str, ...]] = []
    at = 0
    for match in SLOT.finditer(bad):
        parts.append((bad[at : match.start()],))
        at = match.end()
        inside = match["inside"]
        if match["kind"] == "v:":
            parts.append(
                tuple(dict.fromkeys(form for lemma in inside.split("|")[:1] for form in inflection.verb_forms(lemma)))
            )
        elif match["kind"] == "n:":
            parts.append(tuple(dict.fromkeys(inflection.noun_forms(inside.split("|")[0]))))
        elif inside in ("*", "#"):
            parts.append(("Xyz",) if inside == "*" else ("12",))
        else:
            options = inside.split("|")
            parts.append(tuple(dict.fromkeys((options[0], options[-1]))))
    parts.append((bad[at:],))
    return [" ".join("".join(choice).split()) for choice in product(*parts)][:24]


def filled(phrase: Phrase) -> list[str]:
    """What the entry writes in place of these."""
    out = []
    for bad in phrase.bad:
        variant = compile_variant(phrase, bad)
        for text in spellings(variant, bad):
            match = variant.pattern.fullmatch(text)
            assert match, f"{phrase.id}: {bad!r} does not match {text!r}"
            out.append(fill(variant, match, text))
    return list(dict.fromkeys(out))


@cache
def all_variants() -> tuple[tuple[str, Variant], ...]:
    return tuple(
        (trigger, variant) for trigger, found in {**variants().first, **variants().rest}.items() for variant in found
    )


@pytest.mark.parametrize("phrase_id", PHRASES)
def test_no_good_form_holds_a_bad_one(phrase_id: str) -> None:
    text = "\n".join(filled(PHRASES[phrase_id]))
    lower = text.lower()
    found = {
        (match[0], variant.phrase.id)
        for trigger, variant in all_variants()
        if trigger in lower
        for match in variant.pattern.finditer(text)
        if "\n" not in match[0]
    }
    assert not found


def test_a_good_form_is_inflected_as_the_bad_one_was() -> None:
    phrase = Phrase(
        id="x",
        bad=["{v:create} the {n:assertion}"],
        good="{v:make} the {n:statement}",
        defect="SPIN01",
        why="",
        example=("", ""),
        keep=[""],
    )
    assert filled(phrase) == [
        "make the statement", "make the statements", "makes the statement", "makes the statements",
        "made the statement", "made the statements", "making the statement", "making the statements",
    ]  # fmt: skip


# ---------------------------------------------------------------------- boilerplate

LABELS = {form.rule: form.label for form in forms()}
BY_RULE: dict[str, list[boilerplate.Form]] = {}
for _form in forms():
    BY_RULE.setdefault(_form.rule, []).append(_form)


@pytest.mark.parametrize("rule", LABELS)
def test_a_label_uses_words_of_the_model(rule: str) -> None:
    label = LABELS[rule]
    assert label.role in get_args(Role)
    assert label.defect in get_args(Defect)
    assert label.level in LEVELS
    assert label.payload in ("", "rest", "next", "list", "options")
    assert not label.field or label.field in FIELDS
    assert label.keep


@pytest.mark.parametrize("rule", LABELS)
def test_the_example_of_a_label_is_matched_by_its_own_entry(rule: str) -> None:
    first = LABELS[rule].example.split("\n")[0]
    whole = Span(0, len(first))
    bare = _bare(first, whole)
    assert any(match_line(first, whole if form.decorated else bare, form) for form in BY_RULE[rule])


def test_every_form_can_be_looked_up() -> None:
    table = index()
    listed = {
        id(form)
        for group in (table.starts.short, table.starts.long, table.ends.short, table.ends.long, table.by_trigger)
        for found in group.values()
        for form in found
    }
    listed |= {id(form) for form in table.shapes}
    assert not [form.rule for form in forms() if id(form) not in listed]


# ---------------------------------------------------------------------- the other lexicons


def test_terms_are_lower_case_and_stand_once_in_a_family() -> None:
    families = tomllib.loads((DATA / "terms" / "en.toml").read_text(encoding="utf-8"))["family"]
    for family in families:
        assert len(family) >= 2
        assert len(set(family)) == len(family)
        assert all(term == term.lower().strip() != "" for term in family)
    assert len({tuple(family) for family in families}) == len(families)


@pytest.mark.parametrize("group", ["agencies", "sites"])
def test_names_are_sorted_and_unique(group: str) -> None:
    listed = tomllib.loads((DATA / "agencies.toml").read_text(encoding="utf-8"))[group]
    assert listed == sorted(set(listed))


def test_every_language_has_twelve_months() -> None:
    table = tomllib.loads((DATA / "dates.toml").read_text(encoding="utf-8"))
    assert all(len(months) == 12 for months in table["months"].values())
    assert set(table) == {"months", "words"}
    assert set(table["words"]) == set(table["months"])
    numbers = dates.month_numbers()
    assert (numbers["july"], numbers["июля"], numbers["十二月"]) == (7, 7, 12)


def test_irregular_forms_are_complete_and_stand_once() -> None:
    rows = [
        row.split("\t")
        for row in (DATA / "inflection" / "en.tsv").read_text(encoding="utf-8").splitlines()
        if row[0] != "#"
    ]
    lemmas = [row[0] for row in rows]
    assert len(lemmas) == len(set(lemmas))
    assert all(len(row) == (3 if row[0].startswith("v:") else 2) and all(row) for row in rows)
    assert lemmas == sorted(lemmas, key=lambda lemma: (lemma[0] != "v", lemma))
