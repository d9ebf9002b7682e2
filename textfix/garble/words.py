"""A text as the engine sees it: its words as numbers, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textfix.data.forms import fold
from textfix.data.language_model import BEGIN, END
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from textfix.garble.knowledge import Knowledge, Numbers

TOKEN = Pattern(r"([^\W\d_]++(?:['\-][^\W\d_]++)*+)|\d(?:[\d.,:%]*+(?<=[\d%]))?|[^\s\w]|_|\n")
SENTENCE_ENDS = ".!?\n"
CLAUSE_STARTS = ":("  # a capital after them is no name
OPEN, CLOSE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
QUOTES = f'"{OPEN}{CLOSE}'
FRESH, INSIDE = 1, 2  # flags of a word: at a start, in quotation marks
FLAGS = 4  # above them stands the number of its run of characters
CODES = "/@\\_=~|<>#$&"  # within a run of characters, they make it an address, a ticker, a file name


class Words:
    """The words of a text. Shapes: `n` words; `stream` holds them with the marks of sentences and all numerals as unknown."""

    def __init__(self, text: str, known: Knowledge) -> None:
        self.text = text
        begin, end, unknown = known.words[BEGIN], known.words[END], known.unknown
        stream, at, starts, ends, flags = [begin], [], [], [], []
        flag = FRESH  # of the next word
        stopped = False  # right behind a full stop
        run, last, codes = 0, 0, set()
        get = known.words.get
        lower = fold(text)
        for match in TOKEN.finditer(lower):
            start, stop = match.span()
            if start > last:
                run += FLAGS
                stopped = False
            last = stop
            if match.lastindex:
                if stopped:
                    codes.add(run)
                at.append(len(stream))
                starts.append(start)
                ends.append(stop)
                flags.append(run | flag)
                stream.append(get(lower[start:stop], unknown))
                flag &= ~FRESH
                continue
            char = text[start]
            if char.isdigit():
                codes.add(run)
                stream.append(unknown)
                flag &= ~FRESH
            elif char in SENTENCE_ENDS:
                stopped = char == "."
                if stream[-1] != begin:
                    stream += (end, begin)
                flag = FRESH if char == "\n" else flag | FRESH
            elif char in QUOTES:
                inside = char == OPEN or (char == '"' and not flag & INSIDE)
                fresh = flag & FRESH or (FRESH if char != CLOSE and stream[-1] != begin else 0)
                flag = fresh | (INSIDE if inside else 0)
            elif char in CODES:
                codes.add(run)
            elif char in CLAUSE_STARTS:
                flag |= FRESH
        if stream[-1] != begin:
            stream.append(end)
        stream += (begin, begin)
        self.stream: Numbers = np.array(stream, np.int64)
        self.at: Numbers = np.array(at, np.int64)  # n: places in the stream
        self.start: Numbers = np.array(starts, np.int64)
        self.end: Numbers = np.array(ends, np.int64)
        marks = np.array(flags, np.int64)
        self.first = marks & FRESH > 0  # n: begins a sentence
        self.quoted = marks & INSIDE > 0  # n
        capital = np.fromiter((text[k].isupper() for k in starts), np.bool_, len(starts))
        # n: it has a capital that no sentence gave it, or stands in an address, a ticker, a file name
        self.name = capital & ~self.first
        if codes:
            self.name |= np.isin(marks // FLAGS, [code // FLAGS for code in codes])

    def __len__(self) -> int:
        return len(self.at)
