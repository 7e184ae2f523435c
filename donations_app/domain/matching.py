"""What a line of the bank may be: candidates, and proposals with a score and what speaks for and against each.

How they are weighed: ``weighing``.
"""

from collections.abc import Collection
from datetime import date
from typing import Final, Literal, NamedTuple, get_args

from msgspec import Struct

from donations_app.domain.bank import BankLine, account_key
from donations_app.domain.folding import fold
from donations_app.domain.stated_references import reference_key, runs_of, stands_in

MatchKind = Literal["payment", "slip", "return", "fee", "transfer", "aside"]
MATCHED: Final[tuple[MatchKind, ...]] = get_args(MatchKind)  # what a line is found to be
RULE_KINDS: Final = ("donation", "dues", "subsidy")  # of the payments that a rule lets record
FEE_RULE: Final = "fee"  # the other kind of rule: what a platform keeps of each payment
ProposalKind = Literal[
    "payment", "payout", "slip", "instalment", "gift", "return", "fee", "transfer", "aside"
]
BY_BANK: Final = ("transfer", "direct_debit", "card", "online")  # credited by the bank, without a slip
BY_PLATFORM: Final = ("online", "card")  # paid out by somebody who keeps what was given back meanwhile
CERTAIN: Final = 95  # accepted in one go, where nothing else is likely
LIKELY: Final = 70  # shown in blue; another proposal as likely makes none certain
MOST: Final = 99  # nobody is wholly sure
SHOWN: Final = 3
REACH: Final = 60  # days by which a line may follow what it is
SOON, NEAR = 5, 31  # days
LEAST: Final = 20  # below it nothing is proposed
PLATFORMS: Final = frozenset("helloasso stripe sumup paypal payplug lydia leetchi gocardless".split())  # noqa: SIM905


class Said(NamedTuple):
    """What speaks for a proposal or against it: a code, and what it is about (a day, a name, cents)."""

    code: str
    detail: str = ""


AGAINST: Final = frozenset(  # what speaks against a proposal: then it is never certain
    {"amount_differs", "by_rate", "before", "name_other", "iban_other", "couple", "fee_guess", "sent_back"}
)
DOUBTS: Final = AGAINST | {
    "far",
    "expected_instead",
    "name_missing",
    "nothing_known",
    "nothing_expected",
}  # said last


class Person(Struct, frozen=True, kw_only=True):
    """A name as it is looked for in the words of a bank: folded words."""

    ref: str = ""
    name: str = ""  # as it is shown
    last: frozenset[str] = frozenset()  # each of these, or all words of an organisation
    first: frozenset[str] = frozenset()  # one of these
    is_couple: bool = False


class Candidate(Struct, frozen=True, kw_only=True):
    """What a line may be.

    Attributes:
        kind: of what is proposed.
        to: names it when it is accepted.
        amount: minor units that are open of it, with the sign of the line; 0: any.
        on: the day on which it was handed in, received, or is due.
        person: who pays.
        references: folded words of which any one in the line says that it is the one.
        mandate: reference of the mandate of a direct debit.
        ibans: accounts that are known to be of who pays.
        seen_on: when a line of that account was last found to be of the same payer.
        targets: folded words of the project.
        method: of a slip.
        rule: the rule by which it is proposed.
        payments: those of a payout, or the one that came back with a fee; or none.
        run: number of the run of direct debits in which it was collected.
        sequence: of the batch of that run with which the bank credits it.
        is_back: it went back since; the bank may have credited it all the same.
        currency: of the amount, which is that of the line.
        ordered: what was given in another currency, as banks write it: "1000.00 MAD".
        fee: of a payment what the platform says it kept of it; of a payout what was kept of all; of a return what the
            bank took with it; ``None``: none, or not known.
        fee_by: what says the fee of a payout or a return: "fee_stated", "fee_charged", "fee_guess", or "fee_rule Q1".
    """

    kind: ProposalKind
    to: str
    amount: int = 0
    on: date | None = None
    person: Person = Person()
    references: Collection[str] = ()
    mandate: str = ""
    ibans: frozenset[str] = frozenset()
    seen_on: date | None = None
    targets: frozenset[str] = frozenset()
    method: str = ""
    rule: str = ""
    payments: tuple[str, ...] = ()
    run: str = ""
    sequence: str = ""
    is_back: bool = False
    currency: str = "EUR"
    ordered: str = ""
    fee: int | None = None
    fee_by: str = ""

    @property
    def accepted(self) -> tuple[str, ...]:
        """What is said of a line that is it: each payment of a payout, and the fee that was kept of them."""
        fee = self.to.removeprefix("+".join(self.payments)).removeprefix("+")
        return (*self.payments, *([fee] if fee else [])) if self.payments else (self.to,)


class Proposal(Struct, frozen=True):
    """A candidate with its score, 0 to 99, and what it rests on, what speaks against it last."""

    candidate: Candidate
    score: int
    said: tuple[Said, ...]

    @property
    def to(self) -> str:
        """What names it when it is accepted."""
        return self.candidate.to

    @property
    def codes(self) -> str:
        """The codes of what it rests on, as they are kept."""
        return " ".join(one.code for one in self.said)


class Far(Struct, frozen=True):
    """A payment or slip that is older than the line that it was said to be by more than ``REACH``."""

    ref: str
    line: str  # reference
    days: int
    is_cheque: bool


class Searched(Struct, frozen=True):
    """A line as names, references and accounts are looked for in it."""

    line: BankLine
    words: frozenset[str]  # folded
    beside: frozenset[str]  # but for those of the structured reference
    iban: str  # of the other side, letters and digits
    text: str  # in capitals
    runs: list[str]  # of its letters and digits but zeros
    signs: str  # the same in one

    @classmethod
    def of(cls, line: BankLine) -> "Searched":
        """Return a line as it is searched."""
        said = f"{line.text} {line.end_to_end}"
        words = beside = words_of(said)
        if line.creditor_reference:
            said = f"{said} {line.creditor_reference}"
            words = words_of(said)
        text = said.upper()
        runs = runs_of(text)
        return cls(line, words, beside, account_key(line.counterpart_iban), text, runs, "".join(runs))

    def holds(self, reference: str) -> bool:
        """Tell whether a reference stands in the line, with or without its signs and zeros."""
        return reference_key(reference) in self.signs and stands_in(reference, self.text)


def words_of(text: str) -> frozenset[str]:
    """Return the folded words of a text."""
    return frozenset(fold(text).split())
