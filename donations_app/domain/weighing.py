"""How sure one may be of what a line of the bank may be: points for it and against it, and what is certain.

Nothing is decided here: a score says how sure one may be, in per cent. A debit is never proposed as a gift; of a
credit only gifts, slips and moves between own accounts are (docs/decisions/0071).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from donations_app.domain.bank import AmountUnreadable, BankLine, minor_units
from donations_app.domain.folding import fold
from donations_app.domain.matching import (
    AGAINST,
    CERTAIN,
    DOUBTS,
    LEAST,
    LIKELY,
    MOST,
    NEAR,
    PLATFORMS,
    SOON,
    Candidate,
    Person,
    Proposal,
    Said,
    Searched,
)
from donations_app.domain.returned import is_told_back

_BESIDE: Final = 54  # a new gift of whom another is expected
_FEE_WORDS: Final = frozenset(
    "frais commission commissions agios abonnement interets tenue cotis cotisation forfait facturation".split()  # noqa: SIM905
)
_TRANSFER_WORDS: Final = (frozenset({"virement", "interne"}), frozenset({"vir", "interne"}))
_SLIP_WORDS: Final = {
    "cheque": frozenset("remise rem cheque cheques chq chqs".split()),  # noqa: SIM905
    "cash": frozenset("remise rem especes versement depot".split()),  # noqa: SIM905
}
_RUN_WORDS: Final = frozenset("prlv prelevement prelevements sdd".split())  # noqa: SIM905


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
    points = [*_WEIGHED.get(one.kind, _expected)(words, one), *_sent_back(words, one)]
    told = {said.code for said, _value in points}
    is_doubtful = bool(told & AGAINST) or (one.kind == "gift" and not one.rule)
    score = max(0, min(CERTAIN - 1 if is_doubtful else MOST, sum(value for _said, value in points)))
    said = [said for said, _value in points]
    if told & DOUBTS:
        said.sort(key=lambda said: said.code in DOUBTS)
    return Proposal(one, score, tuple(said))


def _sent_back(words: Searched, one: Candidate) -> "Points":
    """Weigh that the bank sends money of ours back, a refund or a fee: it is hardly what somebody pays."""
    if words.line.amount > 0 and words.line.is_return and one.kind != "transfer":
        yield Said("sent_back", words.line.return_code), -40


Points = Iterator[tuple[Said, int]]


def _expected(words: Searched, one: Candidate) -> Points:
    """Weigh a payment that waits, an instalment, or the payment that a return takes back."""
    yield from _amount(words, one) if one.fee is None or one.kind != "return" else _kept(one)
    yield from _day(words, one)
    if any(map(words.holds, one.references)):
        yield Said("reference"), 40
    if one.mandate and one.mandate == words.line.mandate:
        yield Said("mandate", one.mandate), 40
    yield from _account(words, one)
    yield from _name(words, one)
    if one.kind == "return":
        code = words.line.return_code
        if is_told_back(words):
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
    if words.line.currency != one.currency:
        yield Said("by_rate", words.line.currency), 0
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
    """Weigh a fee that was kept of a payout, or taken with a return: it is sure where somebody says it."""
    fee = one.fee or 0
    code = one.fee_by.partition(" ")[0]
    yield Said("fee_kept", f"{len(one.payments)} {abs(one.amount + fee)} {fee} {one.currency}"), 0
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
    if one.currency != words.line.currency:  # an agreed gift, in euros
        yield Said("by_rate", words.line.currency), 0
    elif one.amount == words.line.amount:
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
