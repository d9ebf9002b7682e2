"""What a configuration means for the passes: which run, which rules are done or suggested, with which options."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from textfix.errors import ConfigError
from textfix.passes import PASSES
from textfix.text.edits import LEVELS
from textfix.text.scan import Scanner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textfix.config import Config
    from textfix.passes.base import Find, Options, Pass, Rule
    from textfix.text.view import View


class Step(NamedTuple):
    """A pass with what the configuration makes of it."""

    id: str
    run: Pass
    find: Find
    gate: Callable[[View], bool] | None
    apply: frozenset[str]  # rule ids whose edits are done
    plain: frozenset[
        str
    ]  # those of them whose edits need no second look: any confidence will do, no segment is removed
    suggest: frozenset[str]  # rule ids whose edits are suggested
    options: Options


class Steps(NamedTuple):
    """Passes in order, with what the pipeline needs to know which of them have something to look at."""

    all: tuple[Step, ...]
    door: tuple[int, ...]  # the places of those that look at a text before it is scanned
    always: frozenset[int]  # … of those behind the door that need no hit
    scanned: Mapping[str, int]  # pass id -> place of those that do


class Plan(NamedTuple):
    """Everything about a configuration that does not depend on the text."""

    steps: Steps
    scanner: Scanner
    rules: Mapping[str, Rule]
    canonical: Steps
    config: Config


@cache
def make_plan(config: Config, extra: tuple[tuple[Pass, str, str], ...] = ()) -> Plan:
    """Put the passes in order, decide what each rule may do, and build the scan.

    Raises: ConfigError for a selection, option or place that names nothing, and for an option that cannot be met.
    """
    order = list(PASSES)
    for added, where, name in extra:
        at = next((i for i, known in enumerate(order) if known.id == name), None)
        if at is None or where not in ("before", "after"):
            raise ConfigError(f"extra pass {added.id!r}: no place {where!r} {name!r}")
        order.insert(at + (where == "after"), added)
    rules = {rule.id: rule for run in order for rule in run.rule_list}
    known = {run.id for run in order} | rules.keys() | {rule.defect for rule in rules.values()}
    for item in (*config.select, *config.ignore):
        if item not in known:
            raise ConfigError(f"select/ignore: no pass, rule or defect is called {item!r}")
    for name in config.options:
        if name not in {run.id for run in order}:
            raise ConfigError(f"options: no pass is called {name!r}")
    steps, canonical = [], []
    for run in order:
        allowed = [rule for rule in run.rule_list if rule.canonical or _selected(rule, run, config)]
        most = LEVELS.index(config.level)
        done = frozenset(rule.id for rule in allowed if rule.canonical or LEVELS.index(rule.level) <= most)
        shown = frozenset(rule.id for rule in allowed) - done
        options = _options(run, config)
        plain = frozenset(
            id_ for id_ in done if not rules[id_].role and (rules[id_].canonical or not config.min_confidence)
        )
        if allowed:
            steps.append(Step(run.id, run, run.find, run.gate, done, plain, shown, options))
        always = frozenset(rule.id for rule in run.rule_list if rule.canonical)
        if always:
            canonical.append(Step(run.id, run, run.find, run.gate, always, plain & always, frozenset(), options))
    triggers = {step.run.id: step.run.trigger_list() for step in steps}
    return Plan(_in_order(steps), Scanner(triggers), rules, _in_order(canonical), config)


def _in_order(steps: list[Step]) -> Steps:
    door = next((k for k, step in enumerate(steps) if step.run.triggers), len(steps))
    always = frozenset(k for k, step in enumerate(steps) if k >= door and (step.run.always or not step.run.triggers))
    return Steps(
        tuple(steps), tuple(range(door)), always, {step.id: k for k, step in enumerate(steps) if step.run.triggers}
    )


def _selected(rule: Rule, run: Pass, config: Config) -> bool:
    names = {rule.id, run.id, rule.defect}
    return (not config.select or not names.isdisjoint(config.select)) and names.isdisjoint(config.ignore)


def _options(run: Pass, config: Config) -> Options:
    given = config.options.get(run.id, {})
    for name, value in given.items():
        if name not in run.options:
            raise ConfigError(f"options.{run.id}: no option is called {name!r}; there are {sorted(run.options)}")
        if type(value) is not type(run.options[name]):
            raise ConfigError(f"options.{run.id}.{name}: expected {type(run.options[name]).__name__}, got {value!r}")
    options = {**run.options, **given}
    if run.check is not None:
        run.check(options)
    return options
