"""What a configuration changes: levels, selections, options, confidence, extra passes, settings files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from textfix import Cleaner, Config, ConfigError, EditError
from textfix.config import find_settings, read_settings
from textfix.passes.base import Example, Finding, Note, Options, Pass, Rule
from textfix.text.edits import Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from textfix.text.scan import Hit
    from textfix.text.view import View

SPUN = "<pThe plan was made in buy to help."


def rules(cleaner: Cleaner, text: str) -> set[str]:
    return {rule for edit in cleaner.clean(text).edits for rule in edit.rules}


def suggested(cleaner: Cleaner, text: str) -> set[str]:
    return {rule for item in cleaner.clean(text).suggestions for rule in item.rules}


def test_by_default_words_are_restored_and_tags_removed(cleaner: Cleaner) -> None:
    assert rules(cleaner, SPUN) == {"html-fragments/fused-tag", "phrases/in-order-to"}
    assert suggested(cleaner, SPUN) == set()


def test_what_is_riskier_than_the_level_is_suggested() -> None:
    cleaner = Cleaner(Config(level="safe"))
    assert rules(cleaner, SPUN) == {"html-fragments/fused-tag"}
    assert suggested(cleaner, SPUN) == {"phrases/in-order-to"}
    doc = cleaner.clean(SPUN)
    (item,) = doc.suggestions
    assert (item.before, item.after, item.level) == ("buy", "order", "likely")
    assert doc.text[item.out_start : item.out_end] == doc.original[item.start : item.end] == "buy"


@pytest.mark.parametrize("name", ["phrases", "phrases/in-order-to", "SPIN01", "SPIN02", "SPIN03"])
def test_a_selection_names_a_pass_a_rule_or_a_defect(cleaner: Cleaner, name: str) -> None:
    (defect,) = {edit.defect for edit in cleaner.clean(SPUN).edits if "phrases/in-order-to" in edit.rules}
    expected = {"phrases/in-order-to"} if name in ("phrases", "phrases/in-order-to", defect) else set()
    assert rules(Cleaner(Config(select=(name,))), SPUN) == expected
    assert (
        rules(Cleaner(Config(ignore=(name,))), SPUN) == {"html-fragments/fused-tag", "phrases/in-order-to"} - expected
    )


def test_ignoring_beats_selecting() -> None:
    cleaner = Cleaner(Config(select=("phrases", "html-fragments"), ignore=("phrases/in-order-to",)))
    assert rules(cleaner, SPUN) == {"html-fragments/fused-tag"}
    assert suggested(cleaner, SPUN) == set()


def test_what_makes_a_text_canonical_cannot_be_switched_off() -> None:
    text = " One  line\r\nanother\u00adone cafe\u0301\x00 "
    cleaner = Cleaner(
        Config(select=("phrases",), ignore=("paragraphs", "spacing/blanks", "CHAR03", "characters"), min_confidence=1.0)
    )
    assert cleaner.clean(text).text == "One line\n\nanotherone café"


def test_what_is_less_sure_than_wanted_is_suggested() -> None:
    text = "Russia’s aims, the firm’s plans and the sector's needs"
    done = Cleaner(Config(level="suggest", min_confidence=0.9))
    unsure = Cleaner(Config(level="suggest", min_confidence=0.91))
    assert rules(done, text) == {"quotes/stray-apostrophe"}
    assert rules(unsure, text) == set()
    assert suggested(unsure, text) == {"quotes/stray-apostrophe"}


@pytest.mark.parametrize(
    "settings", [{"select": ("nothing",)}, {"ignore": ("phrases/nothing",)}, {"select": ("SPIN99",)}]
)
def test_a_selection_that_names_nothing_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"no pass, rule or defect is called '.*(nothing|SPIN99)'"):
        Cleaner(Config(**settings)).clean("text")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"nothing": {}}, r"options: no pass is called 'nothing'"),
        ({"phrases": {"nothing": 1}}, r"options\.phrases: no option is called 'nothing'; there are \['spun_from'\]"),
        ({"phrases": {"spun_from": "3"}}, r"options\.phrases\.spun_from: expected int, got '3'"),
    ],
)
def test_an_option_that_fits_nothing_is_refused(options: dict[str, dict[str, Any]], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        Cleaner(Config(options=options)).clean("text")


def test_an_option_reaches_its_pass() -> None:
    text = (
        "Next Article\n\nGrain went up.\n\n"
        + "The ministry said so on Monday, and the bank had said so before it. " * 2
    )
    assert Cleaner().clean(text).text.startswith("Grain")
    assert (
        Cleaner(Config(options={"boilerplate-lines": {"keep": ["navigation"]}}))
        .clean(text)
        .text.startswith("Next Article")
    )


def test_the_language_keeps_english_rules_from_other_texts() -> None:
    text = "in buy to"
    assert Cleaner(Config(language="de")).clean(text).text == text
    assert Cleaner().clean(text, language="de").text == text
    assert Cleaner(Config(language="de")).clean(text, language="en").text == "in order to"
    assert (
        Cleaner().clean(text, language="de").language,
        Cleaner().clean(text, language="de").language_confidence,
    ) == ("de", 1.0)


@pytest.mark.parametrize(
    "settings",
    [
        {"level": "bold"},
        {"language": "english"},
        {"min_confidence": 1.5},
        {"min_confidence": -0.1},
        {"unknown": 1},
        {"profile": "web"},
    ],
)
def test_a_setting_out_of_range_is_refused_in_one_line(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Config(**settings)
    with pytest.raises(ConfigError) as error:
        Config.make(**settings)
    assert str(error.value).startswith(f"{next(iter(settings))}: ")
    assert "\n" not in str(error.value)


def test_configs_that_differ_have_different_digests() -> None:
    configs = [
        Config(),
        Config(level="safe"),
        Config(select=("phrases",)),
        Config(ignore=("phrases",)),
        Config(language="en"),
    ]
    digests = {config.digest for config in configs}
    assert len(digests) == len(configs)
    assert all(len(digest) == 16 for digest in digests)
    assert {Cleaner(config).clean("x").stamp.config for config in configs} == digests


def test_a_config_is_frozen() -> None:
    with pytest.raises(ValidationError):
        Config().level = "safe"


# ---------------------------------------------------------------------- extra passes

SHOUT = Rule(
    id="shout/word", defect="CASE01", why="shouted", level="likely", examples=(Example("order", "ORDER"),), keeps=("a",)
)


def shout(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    for hit in hits:
        yield Edit(hit[0], hit[1], "ORDER", (SHOUT.id,))
    yield Note(0, 0, "flag:not_an_article")


def a_pass(find: Callable[[View, Sequence[Hit], Options], Iterable[Finding]] = shout) -> Pass:
    from textfix.text.scan import Trigger

    return Pass(id="shout", repairs="", find=find, rules=(SHOUT,), triggers=(Trigger("order", caseless=False),))


@pytest.mark.parametrize("where", ["before", "after"])
def test_an_extra_pass_runs_where_it_was_put(where: str) -> None:
    doc = Cleaner(extra=[(a_pass(), where, "phrases")]).clean("It was in buy to help, in order.")
    assert doc.text == "It was in ORDER to help, in ORDER."
    assert [edit.rules for edit in doc.edits] == [("phrases/in-order-to", "shout/word"), ("shout/word",)]
    assert (doc.edits[0].defect, doc.edits[0].why, doc.edits[0].level) == ("CASE01", "shouted", "likely")
    assert "not_an_article" in [flag.name for flag in doc.flags]


@pytest.mark.parametrize(("where", "name"), [("beside", "phrases"), ("after", "nothing")])
def test_an_extra_pass_needs_a_place(where: str, name: str) -> None:
    with pytest.raises(ConfigError, match="extra pass 'shout'"):
        Cleaner(extra=[(a_pass(), where, name)]).clean("text")


def test_a_pass_that_breaks_the_rules_of_edits_is_named() -> None:
    def outside(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
        yield Edit(0, 999, "", (SHOUT.id,))

    def stranger(view: View, _hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
        yield Edit(0, 1, "", ("shout/stranger",))

    for find, message in (
        (outside, "pass shout: edit .* lies outside"),
        (stranger, "pass shout: edit .* names a rule that the pass does not list"),
    ):
        with pytest.raises(EditError, match=message):
            Cleaner(extra=[(a_pass(find), "after", "phrases")]).clean("order")


def test_a_pass_that_never_comes_to_rest_does_nothing_and_is_flagged() -> None:
    def grow(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
        yield Edit(hits[0][1], hits[0][1], "!", (SHOUT.id,))

    text = "An  order in buy to help"
    doc = Cleaner(extra=[(a_pass(grow), "after", "phrases")]).clean(text)
    assert doc.text == "An order in buy to help"
    assert "unstable" in [flag.name for flag in doc.flags]
    assert "unstable" not in [flag.name for flag in Cleaner().clean(text).flags]
    assert doc.restore() == text


# ---------------------------------------------------------------------- settings files


def test_settings_come_from_the_nearest_file_upwards(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.textfix]\nlevel = "safe"\n')
    assert find_settings(inner) == {"level": "safe"}
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n")  # says nothing of textfix
    assert find_settings(inner) == {"level": "safe"}
    (tmp_path / "a" / "textfix.toml").write_text('level = "suggest"\n')
    assert find_settings(inner) == {"level": "suggest"}


@pytest.mark.parametrize("name", ["textfix.toml", "pyproject.toml"])
@pytest.mark.parametrize("data", [b"level = ", b"\xff"])
def test_a_broken_settings_file_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ConfigError, match=name):
        read_settings(tmp_path / name)


def test_a_missing_settings_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.toml"):
        read_settings(tmp_path / "nothing.toml")


def test_the_table_of_textfix_must_be_one(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool]\ntextfix = 1\n")
    with pytest.raises(ConfigError, match="must be a table"):
        read_settings(tmp_path / "pyproject.toml")
