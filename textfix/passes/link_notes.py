"""Notes on links that were scraped as text: `(AAPL.O), opens new tab`, `the report (opens in a new window)`.

Screen readers speak them. A note in parentheses must say that something opens and where; without parentheses only the wording of
the note counts, which no sentence has (`opens new tab`, not `opens a new tab`). Runs behind the pass for lines of the page: a
line that is nothing but a link and its note is better known with the note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textfix.passes.base import Example, Finding, Options, Pass, Rule
from textfix.text.edits import Edit
from textfix.text.patterns import IGNORECASE, VERBOSE, Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textfix.text.scan import Hit
    from textfix.text.view import View

# What a link opens in, in the languages of the lexicons.
NEW = (
    "new tab", "new window", "nouvel onglet", "nouvelle fenêtre", "neuem fenster", "neuen fenster", "neuem tab", "neuen tab",
    "nueva pestaña", "nueva ventana", "nova aba", "nova janela", "novo separador", "nuova scheda", "nuova finestra",
    "nieuw venster", "nieuw tabblad", "новом окне", "новой вкладке", "новому вікні", "новій вкладці", "nowej karcie",
    "nowym oknie", "yeni sekmede", "yeni pencerede",
)  # fmt: skip
NEW_TAB = Pattern(
    r"""[ ]?\( (?: [^()\n]{0,20} [\s,] )?
          (?: opens? | opening | link[ ]opens | s['\u2019]ouvre | ouvre | öffnet | wird[ ]in | se[ ]abre | abre | abrirá | abre-se
            | si[ ]apre | apre | opent | otwiera | otworzy | откро | открыв | відкри | yeni )
          [^()\n]{0,40} \)
      | ,?[ ]opens[ ](?:in[ ])?new[ ]tab (?! [ ]pages? | \w )
      | ,[ ]opens[ ]in[ ](?:a[ ])?new[ ](?:tab|window) (?!\w) | [ ]opens[ ]in[ ]new[ ]window (?!\w)""",
    VERBOSE | IGNORECASE,
)
NEW_TAB_REACH = 60  # code points on either side of the trigger that such a note may hold

OPENS = Rule(
    id="link-notes/opens-new-tab",
    defect="BP20",
    why="a note for screen readers says where the link opens",
    role="markup",
    examples=(
        Example("Shares of Apple (AAPL.O), opens new tab fell on Monday.", "Shares of Apple (AAPL.O) fell on Monday."),
        Example("The report (opens in a new window) says so.", "The report says so."),
        Example("The report (external link, opens in new tab) says so.", "The report says so."),
        Example("Der Bericht (öffnet in neuem Fenster) sagt es.", "Der Bericht sagt es."),
        Example("Le rapport (s'ouvre dans un nouvel onglet) le dit.", "Le rapport le dit."),
        Example("Отчёт (откроется в новой вкладке) говорит об этом.", "Отчёт говорит об этом."),
    ),
    keeps=(
        "The deal opens new windows for trade.",
        "Deal opens new window for talks",
        "Chrome opens new tab pages faster.",
        "The link opens in a new tab.",
        "He sat (by the new window) and read.",
        "She opens a new tab in the browser.",
        "The museum (which opens, for a long and warm summer of art, a new window exhibition) is free.",
    ),
)


def find(view: View, hits: Sequence[Hit], _options: Options) -> Iterable[Finding]:
    done = 0
    for at, end, _ in hits:
        if at < done:
            continue
        line = view.line(at)
        start = max(line.start, at - NEW_TAB_REACH, done)
        for match in NEW_TAB.finditer(view.text, start, min(line.end, end + NEW_TAB_REACH)):
            if match.start() <= at and end <= match.end():
                done = match.end()
                yield Edit(*match.span(), "", (OPENS.id,))
                break


PASS = Pass(
    id="link-notes",
    repairs="Notes for screen readers on where a link opens",
    find=find,
    rules=(OPENS,),
    triggers=NEW,
)
