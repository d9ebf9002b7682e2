"""Where a text may have been spun, and what may have stood there: every spun form of the channel that the text holds, each with
its likeliest originals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from textfix.data.language_model import BITS
from textfix.garble.knowledge import LONGEST, MOST

if TYPE_CHECKING:
    from textfix.garble.knowledge import Flags, Knowledge, Numbers
    from textfix.garble.words import Words


class Choices(NamedTuple):
    """Spans of a text (shape `m`) and the candidates of each (shape `c`, sorted by span)."""

    word: Numbers  # m: the first word of the span
    size: Numbers  # m: in words
    form: Numbers  # m: its spun form
    name: Flags  # m: it holds a capital that no sentence gave it
    span: Numbers  # c
    pair: Numbers  # c
    original: Numbers  # c

    @property
    def starts(self) -> Numbers:
        """Where the candidates of each span begin. Shape: m."""
        return np.searchsorted(self.span, np.arange(len(self.word)))

    def only(self, candidates: Flags, spans: Flags) -> Choices:
        """With some of the candidates, and some of the spans, theirs among them."""
        number = np.cumsum(spans) - 1
        return Choices(
            self.word[spans],
            self.size[spans],
            self.form[spans],
            self.name[spans],
            number[self.span[candidates]],
            self.pair[candidates],
            self.original[candidates],
        )


def choices(words: Words, known: Knowledge) -> Choices:
    """All spans that may have been spun.

    A name is left alone, save where a title of several words was broken; a function word is never a spun form.
    """
    at = words.at
    numbers = words.stream[at] + 1
    keys, begins, sizes = [], [], []
    for size in range(1, min(LONGEST, len(at)) + 1):
        last = len(at) - size + 1
        begin = np.nonzero(at[size - 1 :] - at[:last] == size - 1)[0]  # no sentence ends in it
        key = numbers[begin]
        for k in range(1, size):
            key |= numbers[begin + k] << (BITS * k)
        keys.append(key)
        begins.append(begin)
        sizes.append(np.full(len(begin), size))
    key, word, size_ = (np.concatenate(parts) if parts else np.zeros(0, np.int64) for parts in (keys, begins, sizes))
    form, there = known.forms.find(key)
    word, size_, form = word[there], size_[there], form[there]
    names = np.append(np.cumsum(words.name), 0)
    name = names[word + size_ - 1] - names[word - 1] > 0
    kept = (size_ > 1) | ~(known.function[words.stream[at[word]]] | name)
    word, size_, form, name = word[kept], size_[kept], form[kept], name[kept]
    count = np.minimum(known.count[form], MOST)
    span = np.repeat(np.arange(len(word)), count)
    pair = known.first[form][span] + np.arange(len(span)) - np.repeat(np.cumsum(count) - count, count)
    original = known.original[pair]
    fits = name[span] == known.capital[original]  # a name is written only where a name was
    return Choices(word, size_, form, name, span[fits], pair[fits], original[fits])
