"""The passes, in the order in which they run. Nothing else decides the order.

First what no scan takes and the paragraphs, then characters and markup from the outside in, then lines, then words, and captions
once their words are right: a later pass sees what an earlier one repaired, and the whole runs again until nothing changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes import (
    attributions,
    bare_entities,
    boilerplate_lines,
    captions,
    characters,
    code_leftovers,
    datelines,
    encoding,
    entities,
    escapes,
    garble,
    html_fragments,
    link_notes,
    markup_leftovers,
    paragraphs,
    phrases,
    quotes,
    repeats,
    sentence_starts,
    spacing,
    spinner_marks,
    terms,
    titles,
    truncation,
    unscannable,
)

if TYPE_CHECKING:
    from textfix.passes.base import Pass

PASSES: tuple[Pass, ...] = (
    unscannable.PASS,
    paragraphs.PASS,
    entities.PASS,
    bare_entities.PASS,
    escapes.PASS,
    encoding.PASS,
    html_fragments.PASS,
    markup_leftovers.PASS,
    code_leftovers.PASS,
    characters.PASS,
    spacing.PASS,
    boilerplate_lines.PASS,
    link_notes.PASS,
    repeats.PASS,
    titles.PASS,
    truncation.PASS,
    sentence_starts.PASS,
    spinner_marks.PASS,
    phrases.PASS,
    garble.PASS,
    captions.PASS,
    terms.PASS,
    quotes.PASS,
    datelines.PASS,
    attributions.PASS,
)
