"""What a line of the bank may be: proposals with a score, and in codes what speaks for each and against it.

Nothing is decided here: a score says how sure one may be, in per cent. A debit is never proposed as a gift; of a
credit only gifts, slips and moves between own accounts are (docs/decisions/0071).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple, get_args

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.bank import AmountUnreadable, BankLine, account_key, minor_units
from donations_app.domain.folding import fold
from donations_app.domain.stated_references import reference_key, runs_of, stands_in

MatchKind = Literal["payment", "slip", "return", "fee", "transfer", "aside"]
MATCHED: Final[tuple[MatchKind, ...]] = get_args(MatchKind)  # what a line is found to be
RULE_KINDS: Final = ("donation", "dues", "subsidy")  # of the payments that a rule lets record
FEE_RULE: Final = "fee"  # the other kind of rule: what a platform keeps of each payment
ProposalKind = Literal[
    "payment", "payout", "slip", "instalment", "gift", "return", "fee", "transfer", "aside"
]
BY_BANK: Final = (
    "transfer",
    "direct_debit",
    "card",
    "online",
)  # methods that the bank credits one by one, or in sums
BY_PLATFORM: Final = ("online", "card")  # paid out by somebody who keeps what was given back meanwhile
CERTAIN: Final = 95  # accepted in one go, where nothing else is likely
LIKELY: Final = 70  # shown in blue; another proposal as likely makes none certain
MOST: Final = 99  # nobody is wholly sure
SHOWN: Final = 3
REACH: Final = 60  # days by which a line may follow what it is
SOON, NEAR = 5, 31  # days
_BESIDE: Final = 54  # a new gift of whom another is expected
LEAST: Final = 20  # below it nothing is proposed
_FEE_WORDS: Final = frozenset(
    "frais commission commissions agios abonnement interets tenue cotis cotisation forfait facturation".split()  # noqa: SIM905
)
_RETURN_WORDS: Final = frozenset("impaye impayes rejet rejete retour rejets retours".split())  # noqa: SIM905
_TRANSFER_WORDS: Final = (frozenset({"virement", "interne"}), frozenset({"vir", "interne"}))
_SLIP_WORDS: Final = {
    "cheque": frozenset("remise rem cheque cheques chq chqs".split()),  # noqa: SIM905
    "cash": frozenset("remise rem especes versement depot".split()),  # noqa: SIM905
}
_RUN_WORDS: Final = frozenset("prlv prelevement prelevements sdd".split())  # noqa: SIM905
PLATFORMS: Final = frozenset("helloasso stripe sumup paypal payplug lydia leetchi gocardless".split())  # noqa: SIM905


class Said(NamedTuple):
    """What speaks for a proposal or against it: a code, and what it is about (a day, a name, cents)."""

    code: str
    detail: str = ""


AGAINST: Final = frozenset(  # what speaks against a proposal: then it is never certain
    {"amount_differs", "before", "name_other", "iban_other", "couple", "fee_guess"}
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
        payments: those of a payout, or none.
        run: number of the run of direct debits in which it was collected.
        sequence: of the batch of that run with which the bank credits it.
        is_back: it went back since; the bank may have credited it all the same.
        currency: of the amount, which is that of the line.
        ordered: what was given in another currency, as banks write it: "1000.00 MAD".
        fee: of a payment what the platform says it kept of it; of a payout what was kept of all; ``None``: not known.
        fee_by: what says the fee of a payout: "fee_stated", "fee_charged", "fee_guess", or "fee_rule Q1".
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
        return tuple(self.to.split("+")) if self.payments else (self.to,)


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


def proposals(line: BankLine, candidates: Iterable[Candidate]) -> list[Proposal]:
    """Return what a line may be, the likeliest first, those alike in the order given.

    Args:
        line: of the bank, or what is left of it as its amount.
        candidates: what is open in the books near its day; those of the wrong side are left out.
    """
    return weighed(Searched.of(line), candidates)


def weighed(words: Searched, candidates: Iterable[Candidate]) -> list[Proposal]:
    """Return the same of a line as it is searched."""
    line = words.line
    found = [_proposal(words, one) for one in (*candidates, *_of_bank(words)) if _is_of_side(line, one)]
    kept = sorted((one for one in found if one.score >= LEAST), key=lambda one: -one.score)
    return sorted(_once(kept), key=lambda one: -one.score)


def _once(found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield of one agreed gift the likeliest instalment, and a new gift last where one is expected of the same."""
    told: set[str] = set()
    expected = {
        one.candidate.person.ref
        for one in found
        if one.candidate.kind in ("payment", "instalment") and one.score >= LIKELY
    }
    for one in found:
        agreed = one.to.partition(":")[0] if one.candidate.kind == "instalment" else ""
        if agreed and agreed in told:
            continue
        told.add(agreed)
        if one.candidate.kind == "gift" and one.candidate.person.ref in expected:
            said = (*(told for told in one.said if told.code != "nothing_expected"), Said("expected_instead"))
            yield replace(one, score=min(one.score, _BESIDE), said=said)
        else:
            yield one


def certain(found: Sequence[Proposal]) -> Proposal | None:
    """Return the one proposal that may be accepted unseen: certain, and nothing else likely."""
    if not found or found[0].score < CERTAIN or any(one.score >= LIKELY for one in found[1:]):
        return None
    return found[0]


def _is_of_side(line: BankLine, one: Candidate) -> bool:
    if line.amount > 0:
        return one.kind not in ("return", "fee")
    return one.kind in ("return", "fee", "transfer")


def _of_bank(words: Searched) -> Iterator[Candidate]:
    """Yield what a debit may be without anything in the books: what the bank took."""
    if words.line.amount < 0 and not words.line.is_return:
        yield Candidate(kind="fee", to="fee")
        if not words.iban:
            yield Candidate(kind="transfer", to="transfer")
    elif any(said <= words.words for said in _TRANSFER_WORDS):
        yield Candidate(kind="transfer", to="transfer")


def _proposal(words: Searched, one: Candidate) -> Proposal:
    points = list(_WEIGHED.get(one.kind, _expected)(words, one))
    told = {said.code for said, _value in points}
    is_doubtful = bool(told & AGAINST) or (one.kind == "gift" and not one.rule)
    score = max(0, min(CERTAIN - 1 if is_doubtful else MOST, sum(value for _said, value in points)))
    said = [said for said, _value in points]
    if told & DOUBTS:
        said.sort(key=lambda said: said.code in DOUBTS)
    return Proposal(one, score, tuple(said))


Points = Iterator[tuple[Said, int]]


def _expected(words: Searched, one: Candidate) -> Points:
    """Weigh a payment that waits, an instalment, or the payment that a return takes back."""
    yield from _amount(words, one)
    yield from _day(words, one)
    if any(map(words.holds, one.references)):
        yield Said("reference"), 40
    if one.mandate and one.mandate == words.line.mandate:
        yield Said("mandate", one.mandate), 40
    yield from _account(words, one)
    yield from _name(words, one)
    if one.kind == "return":
        code = words.line.return_code
        if words.line.is_return or words.words & _RETURN_WORDS:
            yield Said("is_return", code), 25
    if shared := one.targets & words.words:
        yield Said("project", min(shared)), 5


def _gift(words: Searched, one: Candidate) -> Points:
    """Weigh a new gift of somebody known: without a rule nobody is certain of it."""
    if one.rule:
        yield Said("rule", one.rule), 80
    elif one.seen_on is not None:
        yield Said("iban_seen", one.seen_on.isoformat()), 50
    elif words.iban and words.iban in one.ibans:
        yield Said("iban_agreed"), 40
    elif one.ibans:
        yield Said("iban_other"), -10
    yield from _name(words, one)
    if shared := one.targets & words.words:
        yield Said("project", min(shared)), 5
    if not one.rule:
        yield Said("nothing_expected"), 0


def _slip(words: Searched, one: Candidate) -> Points:
    yield from _amount(words, one)
    yield from _day(words, one)
    if any(map(words.holds, one.references)):
        yield Said("slip_number", next(iter(one.references))), 45
    if len(_SLIP_WORDS.get(one.method, frozenset()) & words.words) > 1:
        yield Said("slip_words"), 15
    if words.line.counterpart and not words.words & _SLIP_WORDS.get(one.method, frozenset()):
        yield Said("name_other", words.line.counterpart), -40


def _payout(words: Searched, one: Candidate) -> Points:
    yield from _kept(one) if one.fee else _amount(words, one)
    yield from _day(words, one)
    if any(map(words.holds, one.references)):
        yield Said("reference"), 45
    elif one.fee_by.startswith("fee_rule"):
        yield Said("rule", one.fee_by.partition(" ")[2]), 45  # whose words or account name the platform
    elif one.run and words.words & _RUN_WORDS:
        yield Said("run_words"), 30
    elif not one.run and (named := words.words & PLATFORMS):
        yield Said("platform", min(named)), 45
    if not one.fee:
        yield Said("payout", str(len(one.payments))), 0


def _kept(one: Candidate) -> Points:
    """Weigh a payout of which a fee was kept: it is sure where the platform, the bank or a rule says the fee."""
    fee = one.fee or 0
    code = one.fee_by.partition(" ")[0]
    yield Said("fee_kept", f"{len(one.payments)} {one.amount + fee} {fee} {one.currency}"), 0
    yield Said(code), 15 if code == "fee_guess" else 45


def _fee(words: Searched, _one: Candidate) -> Points:
    yield (
        (Said("fee_words", min(named)), 90)
        if (named := words.words & _FEE_WORDS)
        else (Said("nothing_known"), 30)
    )


def _transfer(words: Searched, one: Candidate) -> Points:
    if words.iban and words.iban in one.ibans:
        yield Said("own_account", one.person.name), 97
    elif any(said <= words.words for said in _TRANSFER_WORDS):
        yield Said("transfer_words"), 75
    else:
        yield Said("nothing_known"), 25 if words.line.amount < 0 else 0


_WEIGHED: Final = {"fee": _fee, "transfer": _transfer, "gift": _gift, "slip": _slip, "payout": _payout}


def _amount(words: Searched, one: Candidate) -> Points:
    if one.amount == words.line.amount:
        yield Said("amount"), 45
    else:
        yield Said("amount_differs", f"{one.amount} {one.currency}"), -5
    if one.ordered and is_ordered(one.ordered, words.line.instructed):
        yield Said("ordered", one.ordered), 35


def is_ordered(given: str, instructed: str) -> bool:
    """Tell whether an amount in another currency is the one that the bank says was ordered.

    >>> is_ordered("1000.00 MAD", "1000 MAD"), is_ordered("1000.00 MAD", "100.00 MAD"), is_ordered("1.00 MAD", "")
    (True, False, False)
    """
    amount, _space, currency = instructed.partition(" ")
    if not given or currency != given.partition(" ")[2]:
        return False
    try:
        return minor_units(amount, currency) == minor_units(given.partition(" ")[0], currency)
    except AmountUnreadable:
        return False


def _day(words: Searched, one: Candidate) -> Points:
    if one.on is None:
        return
    days = (words.line.booked_on - one.on).days
    if days < -SOON:
        yield Said("before", str(-days)), -60
    elif days <= SOON:
        yield Said("day", str(days)), 15
    elif days <= NEAR:
        yield Said("day", str(days)), 8
    else:
        yield Said("far", str(days)), -30


def _account(words: Searched, one: Candidate) -> Points:
    if one.seen_on is not None:
        yield Said("iban_seen", one.seen_on.isoformat()), 30
    elif words.iban and words.iban in one.ibans:
        yield Said("iban_agreed"), 30
    elif words.iban and one.ibans:
        yield Said("iban_other"), -20


def _name(words: Searched, one: Candidate) -> Points:
    person = one.person
    if not person.last:
        return
    if person.last <= words.words:
        whole = not person.first or bool(person.first & words.words) or _initial(person, words.line)
        yield (Said("name", person.name), 35) if whole else (Said("last_name", person.name), 18)
        if {"m", "ou", "mme"} <= words.words:
            yield (Said("couple_fits"), 12) if person.is_couple else (Said("couple"), -9)
    elif words.line.counterpart:
        yield Said("name_other", words.line.counterpart), -25
    else:
        yield Said("name_missing"), 0


def _initial(person: Person, line: BankLine) -> bool:
    """Tell whether a first name stands as its first letter beside the last name: "M BENALI F" is no initial of M."""
    words = fold(line.text).split()
    beside = {
        words[place + step]
        for place, word in enumerate(words)
        if word in person.last
        for step in (-1, 1)
        if 0 <= place + step < len(words)
    }
    return any(name[:1] in beside and name[:1] != "m" for name in person.first)
