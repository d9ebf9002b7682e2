"""Every rule of every pass does what its examples say, again and again, and leaves its keeps alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from textfix import Cleaner, Config
from textfix.passes import PASSES

if TYPE_CHECKING:
    from textfix.passes.base import Example, Rule

RULES = {rule.id: (run.id, rule) for run in PASSES for rule in run.rule_list}
EXAMPLES = [(rule_id, k) for rule_id, (_, rule) in RULES.items() for k in range(len(rule.examples))]
KEEPS = [(rule_id, k) for rule_id, (_, rule) in RULES.items() for k in range(len(rule.keeps))]


@cache
def cleaner_for(pass_id: str, level: str) -> Cleaner:
    return Cleaner(Config.make(select=(pass_id,), level=level))


def case(rule_id: str) -> tuple[Cleaner, Rule]:
    pass_id, rule = RULES[rule_id]
    return cleaner_for(pass_id, "suggest" if rule.level == "suggest" else "likely"), rule


@pytest.mark.parametrize(("rule_id", "k"), EXAMPLES)
def test_rule_repairs_its_example_once_and_for_all(rule_id: str, k: int) -> None:
    cleaner, rule = case(rule_id)
    example: Example = rule.examples[k]
    doc = cleaner.clean(example.before)
    assert doc.text == example.after
    worked = {name for edit in doc.edits for name in edit.rules if name in RULES}
    # Languages share lines (`Foto: EFE`): which of the rules for a role takes one is no matter. Phrases share words; that each
    # entry matches its own example is asked in test_data.
    shared = RULES[rule_id][0] == "phrases" and all(name.startswith("phrases/") for name in worked) and worked
    assert rule_id in worked or shared or (rule.role and rule.role in {RULES[name][1].role for name in worked})
    again = cleaner.clean(example.after)
    assert again.text == example.after
    assert again.edits == ()


@pytest.mark.parametrize(("rule_id", "k"), KEEPS)
def test_rule_leaves_its_keep_alone(rule_id: str, k: int) -> None:
    cleaner, rule = case(rule_id)
    assert cleaner.clean(rule.keeps[k]).text == rule.keeps[k]


@pytest.mark.parametrize("rule_id", RULES)
def test_rule_id_begins_with_its_pass(rule_id: str) -> None:
    pass_id, rule = RULES[rule_id]
    assert rule_id.startswith(f"{pass_id}/")
    assert rule.why
    assert "\n" not in rule.why


def test_rule_ids_and_pass_ids_are_unique() -> None:
    ids = [rule.id for run in PASSES for rule in run.rule_list]
    assert len(ids) == len(set(ids))
    assert len({run.id for run in PASSES}) == len(PASSES)


def test_rules_that_may_write_digits_have_five_keeps_each() -> None:
    assert not [rule.id for _, rule in RULES.values() if rule.numbers and len(rule.keeps) < 5]


def test_a_safe_rule_of_words_is_none() -> None:
    assert not [rule.id for _, rule in RULES.values() if rule.defect.startswith("SPIN") and rule.level == "safe"]
