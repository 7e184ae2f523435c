"""What the tables of a proof file have in common: cells, names of places, what is not a piece."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from donations_app.db.queries.proofs import ALONE, ProofFacts
from donations_app.db.queries.share_pieces import Piece
from donations_app.domain.money import ZERO, Money
from donations_app.i18n import N_, NN_
from donations_app.words.codes import METHODS
from donations_app.words.documents import Words
from receipts.tables import Cell

Tone = Literal["", "bad", "muted", "strong"]
PERSONS: Final = ("individual", "couple")  # kinds of payers who are coded
DASH: Final = "–"
_ADJUSTMENTS: Final = (
    ("beyond", N_("Beyond the ceiling of what is in kind: not counted")),
    ("shared", N_("Money of the project alone, laid to its associations by the written rule")),
    ("promised", N_("Promised and not received, counted by the rule")),
)
_WAYS: Final = {  # beside how many came so
    "cheque": NN_("cheque", "cheques"), "transfer": NN_("transfer", "transfers"),
    "direct_debit": NN_("direct debit", "direct debits"), "card": NN_("card", "cards"),
}  # fmt: skip


class ProofCells:
    """Says facts as cells.

    Args:
        facts: of the project and the funder.
        words: of the language.
        codes: of payers who are not named, by key; none where donors are named.
    """

    def __init__(self, facts: ProofFacts, words: Words, codes: dict[int, str] | None) -> None:
        self.facts, self.words, self.codes = facts, words, codes

    def said(self, text: str, tone: Tone = "") -> Cell:
        """Return a text as a cell."""
        return Cell(text, tone=tone)

    def amount(self, amount: Money, *, dash: bool = False, tone: Tone = "") -> Cell:
        """Return an amount as a cell; nothing as a dash where it is asked so."""
        if dash and not amount:
            return Cell(DASH, ZERO)
        return Cell(self.words.figures(amount), amount, tone=tone)

    def place(self, place: int) -> str:
        """Return the name of an association, or what stands for the project alone."""
        return (
            self.words.piece(self.facts.names[place][:200])
            if place != ALONE
            else self.words(N_("Project alone"))
        )

    def adjustments(self, place: int) -> Iterator[tuple[str, Money]]:
        """Yield what lies between the pieces of a place and what counts of them."""
        for name, message in _ADJUSTMENTS:
            amount: Money = getattr(self.facts.adjusted[place], name)
            if amount:
                yield self.words(message), ZERO - amount if name == "beyond" else amount

    def method(self, method: str) -> str:
        """Return the way in which a piece came."""
        return self.words(METHODS[method]).lower() if method else self.words(N_("valued"))

    def methods(self, pieces: Sequence[Piece]) -> str:
        """Return the ways in which pieces came, each in the form that fits how many came so."""
        found = Counter(one.method for one in pieces)
        return self.words.listed(
            self.words.many(_WAYS[method], number) if method in _WAYS else self.method(method)
            for method, number in found.items()
        )
