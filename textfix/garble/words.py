"""A text as the engine sees it: its words as numbers, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textfix.data.language_model import BEGIN, END
from textfix.text.patterns import Pattern

if TYPE_CHECKING:
    from textfix.garble.knowledge import Knowledge, Numbers

APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
TOKEN = Pattern(
    r"[^\W\d_]++(?:['\N{RIGHT SINGLE QUOTATION MARK}\-][^\W\d_]++)*+|\d(?:[\d.,:%]*+(?<=[\d%]))?|[^\s\w]|_|\n"
)
SENTENCE_ENDS = ".!?\n"
CLAUSE_STARTS = ":("  # a capital after them is no name
OPEN, CLOSE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
QUOTES = f'"{OPEN}{CLOSE}'
CODES = "/@\\_=~|<>#$&"  # within a run of characters, they make it an address, a ticker, a file name


class Words:
    """The words of a text. Shapes: `n` words; `stream` holds them with the marks of sentences and all numerals as unknown."""

    def __init__(self, text: str, known: Knowledge) -> None:
        self.text = text
        begin, end, unknown = known.words[BEGIN], known.words[END], known.unknown
        stream, at, starts, ends, name, first, quoted, runs = [begin], [], [], [], [], [], [], []
        inside, fresh, stopped = False, True, False  # in quotation marks; at a start; right behind a full stop
        run, last, codes = 0, 0, set()
        get = known.words.get
        for match in TOKEN.finditer(text):
            start, stop = match.span()
            if start > last:
                run += 1
                stopped = False
            last = stop
            char = text[start]
            if char.isalpha():
                if stopped:
                    codes.add(run)
                at.append(len(stream))
                starts.append(start)
                ends.append(stop)
                name.append(char.isupper() and not fresh)
                first.append(fresh)
                quoted.append(inside)
                runs.append(run)
                stream.append(get(text[start:stop].lower().replace(APOSTROPHE, "'"), unknown))
                fresh = False
            elif char.isdigit():
                codes.add(run)
                stream.append(unknown)
                fresh = False
            elif char in SENTENCE_ENDS:
                stopped = char == "."
                if stream[-1] != begin:
                    stream += (end, begin)
                fresh = True
                inside = inside and char != "\n"
            elif char in QUOTES:
                inside = char == OPEN or (char == '"' and not inside)
                fresh = fresh or (char != CLOSE and stream[-1] != begin)
            elif char in CODES:
                codes.add(run)
            elif char in CLAUSE_STARTS:
                fresh = True
        if stream[-1] != begin:
            stream.append(end)
        stream += (begin, begin)
        self.stream: Numbers = np.array(stream, np.int64)
        self.at: Numbers = np.array(at, np.int64)  # n: places in the stream
        self.start: Numbers = np.array(starts, np.int64)
        self.end: Numbers = np.array(ends, np.int64)
        # n: it has a capital that no sentence gave it, or stands in an address, a ticker, a file name
        self.name = np.array([a or b in codes for a, b in zip(name, runs, strict=True)], np.bool_)
        self.first = np.array(first, np.bool_)
        self.quoted = np.array(quoted, np.bool_)

    def __len__(self) -> int:
        return len(self.at)
