"""The register of members of a day: who has how many votes, where his dues stand, and where he signs.

A4, for the general assembly: heading and columns on each page, totals, then the lines that the chair, the
secretary and the tellers sign.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import BinaryIO, Final

from msgspec import Struct

from receipts.flow import INK, LEFT, MUTED, RED, RIGHT, Flow, audit_base
from receipts.fonts import REGULAR, STRONG
from receipts.pages import write_merged
from receipts.text import day, width

ROW: Final = 24.0
STANDINGS: Final = {
    "paid": "à jour",
    "partly_paid": "en partie",
    "owed": "à payer",
    "late": "en retard",
    "exempt": "exonérée",
    "suspended": "suspendue",
    "honorary": "honoraire",
    "left": "sortie",
}
_LATE: Final = "late"
_TITLE: Final = "Registre des membres"
# left edge, width, heading
_NUMBER, _NAME, _KIND, _SINCE, _STATE, _VOTES, _SIGN = (
    (LEFT, 22.0, "N°"),
    (LEFT + 24, 164.0, "Membre"),
    (LEFT + 192, 74.0, "Adhésion"),
    (LEFT + 270, 50.0, "Depuis"),
    (LEFT + 324, 50.0, "Cotisation"),
    (LEFT + 378, 24.0, "Voix"),
    (LEFT + 410, RIGHT - LEFT - 410, "Signature"),
)
_COLUMNS: Final = (_NUMBER, _NAME, _KIND, _SINCE, _STATE, _VOTES, _SIGN)
_RULE: Final = (
    "Une voix par personne, une par association ; un membre suspendu n'en a pas. "
    "Les statuts disent si un retard de cotisation ôte la voix."
)
_SIGNERS: Final = ("Présidence de séance", "Secrétariat", "Scrutateurs")


class MemberLine(Struct, frozen=True):
    """A member in the register."""

    name: str
    ref: str
    kind: str
    since: date
    standing: str  # a key of ``STANDINGS``
    votes: int


class MembersHeading(Struct, frozen=True):
    """What stands above the register."""

    organisation: str
    identifier: str
    on: date  # of the register
    printed_on: date


class _Register(Flow):
    """Pages that all begin with the columns, the first with its title above them."""

    def new_page(self) -> None:
        super().new_page()
        if self.count == 1:
            self.y -= 8
            self.put(LEFT, self._foot, font=STRONG, size=14)
            self.y -= 10
        self.y -= 12
        for x, _room, text in _COLUMNS:
            self.put(x, text, font=STRONG, size=7.5, ink=MUTED)
        self.y -= 4
        self._rule(self.y)

    def row(self, number: int, line: MemberLine) -> None:
        """Draw a member, and a place to sign for each of his votes."""
        self.down(ROW)
        base, self.y = self.y, self.y + ROW - 11
        self.put(_NUMBER[0], str(number), size=8, ink=MUTED)
        self._fitted(_NAME, line.name, STRONG, INK, 8.5)
        self._fitted(_KIND, line.kind, REGULAR, INK, 8)
        self.put(_SINCE[0], day(line.since), size=8)
        ink = RED if line.standing == _LATE else INK
        self.put(_STATE[0], STANDINGS[line.standing], size=8, ink=ink)
        self.put(_VOTES[0] + 16, str(line.votes), font=STRONG, size=9, align="right")
        self.y -= 8.5
        self.put(_NAME[0], line.ref, size=6.5, ink=MUTED)
        self.y = base
        self._rule(base)
        self._places(base, line.votes)

    def _places(self, y: float, votes: int) -> None:
        """Draw the left edge of each place to sign; who has no vote has none."""
        sheet = self._pages[-1]
        sheet.operators("0.79 0.82 0.80 RG 0.5 w")
        x, room, _text = _SIGN
        for n in range(votes):
            edge = x - 6 + n * (room + 6) / votes
            sheet.line(edge, y, edge, y + ROW)

    def _fitted(self, column: tuple[float, float, str], text: str, font: str, ink: str, size: float) -> None:
        """Draw a text as large as its column takes; one that is too long even small is cut, its reference tells."""
        x, room, _heading = column
        while size > 5.5 and width(text, font, size) > room:
            size -= 0.5
        while len(text) > 1 and width(text, font, size) > room:
            text = f"{text[:-2].rstrip()}…"
        self.put(x, text, font=font, size=size, ink=ink)


def write_members(out: BinaryIO, heading: MembersHeading, lines: Iterable[MemberLine]) -> int:
    """Write the register; return the number of its pages.

    Args:
        out: a file open for writing bytes.
        heading: above the columns of each page.
        lines: by name.
    """
    title = f"{_TITLE} au {day(heading.on)}"
    base = audit_base(heading.organisation, heading.identifier, heading.printed_on, title=title)
    found = list(lines)
    flow = _Register(base, title)
    for number, line in enumerate(found, 1):
        flow.row(number, line)
    _totals(flow, found)
    _signatures(flow)
    return write_merged(out, base, flow.finish(), title=title)


def _totals(flow: _Register, lines: Sequence[MemberLine]) -> None:
    votes = sum(line.votes for line in lines)
    flow.need(96)
    flow.down(16)
    flow.put(LEFT, f"{len(lines)} {_plural(len(lines), 'membre')}", font=STRONG, size=9)
    flow.put(_VOTES[0] + 16, str(votes), font=STRONG, size=9, align="right")
    flow.put(_SIGN[0], _plural(votes, "voix", "voix"), size=9)
    counted = [
        f"{sum(line.standing == code for line in lines)} {word}"
        for code, word in STANDINGS.items()
        if any(line.standing == code for line in lines)
    ]
    if counted:
        flow.down(13)
        flow.put(LEFT, f"Cotisations : {', '.join(counted)}", size=8, ink=MUTED)
    flow.down(12)
    flow.put(LEFT, _RULE, size=7.5, ink=MUTED)


def _plural(count: int, word: str, many: str = "") -> str:
    return word if count == 1 else many or f"{word}s"


def _signatures(flow: _Register) -> None:
    """Draw where the chair, the secretary and the tellers sign, in one block."""
    flow.need(70)
    flow.down(20)
    flow.put(LEFT, "Certifié exact. Fait à ……………………………………, le ……………………", size=8.5)
    flow.down(18)
    step = (RIGHT - LEFT) / len(_SIGNERS)
    for index, text in enumerate(_SIGNERS):
        flow.put(LEFT + index * step, f"{text} :", size=8, ink=MUTED)
    flow.y -= 28
