"""Direct debits that came back: what the bank says, which debit it means, and what is done by the code.

The words are those of the SEPA Core scheme (EPC016-06, R-transactions: rejects before the settlement, returns and
refunds after it) and of ISO 20022 (external code sets, reasons of returns). What each code asks for is a dated table,
``resources/legal/debit_returns.json``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple, get_args

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.bank import BankLine
from donations_app.domain.money import ZERO, Money

Action = Literal["again", "stop", "suspend", "end", "investigate"]
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
Kind = Literal["reject", "return", "refund"]  # R-transactions: before the settlement, after it, by the debtor
OF_MANDATE: Final[tuple[Action, ...]] = (
    "stop",
    "suspend",
    "end",
)  # under which nothing more is collected then
Unmatched = Literal[
    "no_debit", "several", "amount_differs", "not_sent", "other_currency", "no_amount", "refused"
]
UNMATCHED: Final[tuple[Unmatched, ...]] = get_args(Unmatched)
# interbank codes of CFONB 120: debits that came back to who collected them, and what else comes back
CFONB_DEBITS_BACK: Final = ("10", "26", "27", "98", "B3", "B4")
CFONB_OTHERS_BACK: Final = ("03", "12", "33", "34", "38")  # cheques, transfers, bills, cards
_BACK: Final = timedelta(days=400)  # thirteen months and some days: later no debit is refunded
_SOON: Final = timedelta(days=10)  # a return comes within five bank days (EPC016-06, 4.3.2)
_NEAR: Final = 3  # debits that are shown beside one that is not found


def is_debit_back(amount: int, code: str, *, is_return: bool) -> bool:
    """Tell whether a line of a statement may be a direct debit that came back; a transfer of ours does as a credit.

    >>> is_debit_back(-20_00, "B3", is_return=False), is_debit_back(-20_00, "03", is_return=True)
    (True, False)
    """
    return amount < 0 and (code in CFONB_DEBITS_BACK or (is_return and code not in CFONB_OTHERS_BACK))


class Returned(Struct, frozen=True, kw_only=True):
    """A direct debit that came back, as a bank says it."""

    on: date  # the day of the message or of the booking
    code: str = ""
    text: str = ""  # what the bank says besides
    end_to_end: str = ""
    mandate: str = ""
    iban: str = ""  # of the debtor
    amount: Money | None = None  # what was taken back; ``None``: not said
    charges: Money = ZERO  # of the bank, where it states them
    currency: str = "EUR"
    collected_on: date | None = None
    run: str = ""  # of which the whole is meant: the number, no debit is named
    batch: str = ""  # of that run, its identification; empty: all of it
    source: str = ""  # reference of the line of a statement
    is_reject: bool = False  # a status report says it: nothing was settled


def of_line(line: BankLine, source: str = "") -> Returned:
    """Return what a line of a statement says came back; ``source`` names it where it stands in the books."""
    return Returned(
        on=line.booked_on,
        code=line.return_code,
        text=" ".join(filter(None, (line.remittance, line.label))),
        end_to_end=line.end_to_end,
        mandate=line.mandate,
        iban=line.counterpart_iban,
        amount=Money(-line.amount),
        charges=Money(line.charges),
        currency=line.currency,
        source=source,
    )


class SentDebit(Struct, frozen=True, kw_only=True):
    """A debit of a run, as it was presented."""

    id: int
    run: str
    sequence: str
    end_to_end: str
    reference: str  # of the mandate
    mandate_id: int
    iban: str
    amount: Money
    collected_on: date
    gift_id: int
    due_on: date
    payment: str = ""  # reference; empty: the run is not noted as sent
    payer: str = ""  # reference
    name: str = ""
    received_on: date | None = None
    is_back: bool = False  # it was let go of, or taken back otherwise: nothing is left to do
    reversed_by: str = (
        ""  # what recorded the return of its payment already, elsewhere: the rest is left to do
    )

    def is_of(self, run: str, batch: str) -> bool:
        """Tell whether it stands in a run, in one batch of it where one is named."""
        return self.run == run and batch in ("", f"{self.run}-{self.sequence}")


class Match(NamedTuple):
    """Which debit a return means, or why none."""

    debit: SentDebit | None
    fee: Money = ZERO
    why: Unmatched | None = None
    near: tuple[SentDebit, ...] = ()


def match(returned: Returned, debits: Sequence[SentDebit]) -> Match:
    """Return the debit that came back: by its end-to-end reference, else mandate, else account, with its amount.

    Args:
        returned: what the bank says.
        debits: those that have its reference, its mandate or its account.

    Returns:
        The debit, also where it was taken back before; or why none is sure, and what is near.
    """
    if returned.currency != "EUR":
        return Match(None, why="other_currency")
    nothing = Match(None, why="no_debit", near=_like(returned, debits))
    if returned.end_to_end:  # that of no debit of ours: somebody else's
        named = [one for one in debits if one.end_to_end == returned.end_to_end]
        return _with_fee(returned, named[0]) if named else nothing
    by = (_same(debits, "reference", returned.mandate), _same(debits, "iban", returned.iban))
    return next(filter(None, (_fitting_one(returned, some) for some in by)), nothing)


def _fitting_one(returned: Returned, debits: Sequence[SentDebit]) -> Match | None:
    """Return what is said of debits of one mandate or account; ``None`` where none of them fits."""
    if not debits:
        return None
    if returned.amount is None and returned.collected_on is None:
        return Match(None, why="no_amount", near=_nearest(debits, returned.on))
    fitting = _fitting(returned, debits)
    found = _one_of(returned, fitting)
    if found is not None:
        return _with_fee(returned, found)
    return Match(None, why="several", near=_nearest(fitting, returned.on)) if fitting else None


def _same(debits: Sequence[SentDebit], field: str, wanted: str) -> list[SentDebit]:
    return [one for one in debits if wanted and getattr(one, field) == wanted]


def _fitting(returned: Returned, debits: Iterable[SentDebit]) -> list[SentDebit]:
    """Return the debits of the amount, or of it and the charges, that can come back on the day."""
    amounts = {returned.amount, (returned.amount or ZERO) - returned.charges} if returned.amount else None
    return [
        one
        for one in debits
        if (amounts is None or one.amount in amounts)
        and (returned.collected_on is None or one.collected_on == returned.collected_on)
        and (returned.collected_on or one.collected_on - _SOON <= returned.on <= one.collected_on + _BACK)
    ]


def _one_of(returned: Returned, fitting: Sequence[SentDebit]) -> SentDebit | None:
    """Return the only one, or the last one where the return came soon after it and no other so soon."""
    if len(fitting) < 2:
        return next(iter(fitting), None)
    soon = [one for one in fitting if abs(returned.on - one.collected_on) <= _SOON]
    return soon[0] if len(soon) == 1 else None


def _with_fee(returned: Returned, debit: SentDebit) -> Match:
    """Return a match with what the bank took for it: stated, or what it took beyond the debit."""
    if not debit.payment and not debit.is_back:
        return Match(None, why="not_sent", near=(debit,))
    beyond = (returned.amount or debit.amount) - debit.amount
    if beyond < ZERO or (beyond > ZERO and returned.charges not in (ZERO, beyond)):
        return Match(None, why="amount_differs", near=(debit,))
    return Match(debit, fee=max(beyond, returned.charges))


def _like(returned: Returned, debits: Iterable[SentDebit]) -> tuple[SentDebit, ...]:
    """Return the debits of its mandate or account, else those of its amount, the nearest first."""
    some = list(debits)
    same = [*_same(some, "reference", returned.mandate), *_same(some, "iban", returned.iban)]
    of_amount = [
        one for one in some if one.amount in (returned.amount, (returned.amount or ZERO) - returned.charges)
    ]
    return _nearest(dict.fromkeys(same) or of_amount, returned.on)


def _nearest(debits: Iterable[SentDebit], on: date) -> tuple[SentDebit, ...]:
    return tuple(sorted(debits, key=lambda one: abs(on - one.collected_on)))[:_NEAR]


class ReturnTable(Struct, frozen=True):
    """What codes ask for, from a day on.

    Attributes:
        actions: by code.
        deceased: codes that say that the debtor died.
        refunds: codes by which the debtor had his money back.
        otherwise: for a code that is not in it.
        presented: how often one instalment is presented in all where a code asks for it once more.
        within_days: after the return, in which the next run presents it again.
        is_confirmed: whether it was confirmed, or is a reading of the practice.
    """

    first_on: date
    actions: Mapping[str, Action]
    deceased: frozenset[str]
    refunds: frozenset[str]
    otherwise: Action
    presented: int
    within_days: int
    is_confirmed: bool
    source: str
    sources: Mapping[str, str]  # by language

    def kind(self, code: str, *, is_reject: bool) -> Kind:
        """Return which R-transaction of the scheme it is."""
        if is_reject:
            return "reject"
        return "refund" if code in self.refunds else "return"

    def action(self, code: str, *, times: int) -> Action:
        """Return what a code asks for.

        Args:
            code: as the bank says it.
            times: how often the instalment came back, with this time.
        """
        asked = self.actions.get(code, self.otherwise)
        return "suspend" if asked == "again" and times >= self.presented else asked


def table_on(tables: Sequence[ReturnTable], on: date) -> ReturnTable:
    """Return the table that holds on a day; before the first one that one."""
    in_order = sorted(tables, key=lambda one: one.first_on)
    held = [one for one in in_order if one.first_on <= on]
    return held[-1] if held else in_order[0]


def code_of(returned: Returned, table: ReturnTable) -> str:
    """Return the code of a return; where the bank's own says nothing, one of the table that stands in its text."""
    if returned.code in table.actions:
        return returned.code
    words = returned.text.replace("/", " ").replace(":", " ").split()
    return next((word for word in words if word in table.actions), returned.code)


def of_whole(returned: Returned, debits: Iterable[SentDebit]) -> list[tuple[Returned, SentDebit]]:
    """Return a rejection of a whole run, or batch, as one of each of its debits."""
    some = [one for one in debits if one.is_of(returned.run, returned.batch)]
    return [(replace(returned, end_to_end=one.end_to_end, run="", batch=""), one) for one in some]
