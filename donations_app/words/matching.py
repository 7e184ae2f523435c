"""What is said of proposals for lines of the bank: what they are, and what speaks for them and against."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from donations_app.db.queries.bank_rules import BankRuleShown
from donations_app.db.queries.matches import MatchRow
from donations_app.domain.deposits import LOOKS_BACK
from donations_app.domain.identifiers import spaced
from donations_app.domain.matching import DOUBTS, FEE_RULE, Candidate, Far, Proposal, Said
from donations_app.domain.rates import DatedRate
from donations_app.domain.reconciliation import Explanation
from donations_app.i18n import N_, _, count, day, decimal, isolated, ngettext, percent
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import KINDS as PAYMENT_KINDS
from donations_app.words.codes import together

KINDS: Final = {
    "payment": N_("Payment already recorded"), "payout": N_("Several payments in one"), "slip": N_("Deposit slip"),
    "instalment": N_("Instalment of a recurring gift"), "gift": N_("New gift"), "return": N_("Returned or refunded"),
    "fee": N_("Fee of the bank"), "transfer": N_("Between own accounts"), "aside": N_("Set aside"),
}  # fmt: skip
STATES: Final = {
    "unmatched": N_("to match"),
    "partial": N_("matched in part"),
    "matched": N_("matched"),
    "aside": N_("set aside"),
}
SAID: Final = {
    "amount": N_("Same amount"),
    "amount_differs": N_("Other amount: {detail}"),
    "by_rate": N_("In {detail}: a rate makes it euros"),
    "ordered": N_("The amount that was ordered: {detail}"),
    "far": N_("Long before the line: {detail} days"),
    "before": N_("Due or dated {detail} days after the line"),
    "reference": N_("Its reference is in the line"),
    "mandate": N_("Same mandate {detail}"),
    "iban_seen": N_("IBAN seen before on {detail}"),
    "iban_agreed": N_("IBAN of the agreed gift"),
    "iban_other": N_("Another IBAN than the one known"),
    "name": N_("The line names {detail}"),
    "last_name": N_("The last name of {detail} is in the line"),
    "name_other": N_("The line names somebody else: {detail}"),
    "name_missing": N_("The line names nobody"),
    "couple": N_("The line says “M ou Mme”, the record is of one person"),
    "couple_fits": N_("The line says “M ou Mme”, and they are a couple"),
    "project": N_("“{detail}” is in the name of the project"),
    "rule": N_("Rule {detail}"),
    "slip_number": N_("The line bears the number of the slip"),
    "slip_words": N_("The words of a deposit"),
    "run_words": N_("The words of direct debits"),
    "platform": N_("The line names {detail}"),
    "fee_stated": N_("The platform says this fee"),
    "fee_charged": N_("The bank says these charges"),
    "fee_rule": N_("A rule says this fee"),
    "fee_guess": N_("Nothing says the fee: it is what is missing"),
    "fee_words": N_("The word “{detail}” of a fee"),
    "own_account": N_("Own account: {detail}"),
    "transfer_words": N_("The words of a transfer between own accounts"),
    "nothing_known": N_("Nothing in the line tells it"),
    "nothing_expected": N_("Nothing was expected"),
    "expected_instead": N_("Something is expected of the same person"),
    "sent_back": N_("The bank sends back what went out {detail}"),
    "is_return": N_("The bank says that it came back {detail}"),
}
_AS_IT_IS: Final = (
    "name",
    "last_name",
    "name_other",
    "mandate",
    "project",
    "rule",
    "platform",
    "fee_words",
    "own_account",
)


def said_words(said: Said) -> str:
    """Return one thing that speaks for a proposal, or against it."""
    code, detail = said
    if code == "day":
        return _days(int(detail))
    if code == "fee_kept":
        return _kept_words(detail)
    if code == "payout":
        number = int(detail)
        return ngettext("{count} payment", "{count} payments", number).format(count=count(number))
    if code == "amount_differs":
        amount, _space, currency = detail.partition(" ")
        detail = amount_words(abs(int(amount)), currency)
    elif code == "iban_seen":
        detail = day(date.fromisoformat(detail))
    elif code in ("far", "before"):
        detail = count(int(detail))
    elif code in _AS_IT_IS or detail:
        detail = isolated(detail)
    return _(SAID[code]).format(detail=detail).strip()


def _kept_words(detail: str) -> str:
    number, total, fee, currency = detail.split()
    told = ngettext(
        "{count} payment = {total}, fee {fee}", "{count} payments = {total}, fee {fee}", int(number)
    )
    return told.format(
        count=count(int(number)),
        total=amount_words(int(total), currency),
        fee=amount_words(int(fee), currency),
    )


def _days(days: int) -> str:
    if days == 0:
        return _("Same day")
    if days > 0:
        return ngettext("{count} day later", "{count} days later", days).format(count=count(days))
    return ngettext("{count} day earlier", "{count} days earlier", -days).format(count=count(-days))


def speaks_against(said: Said) -> bool:
    """Tell whether it speaks against the proposal, or leaves it open."""
    return said.code in DOUBTS


def reason_words(said: Sequence[Said]) -> str:
    """Return what a proposal rests on, in one line."""
    return " · ".join(map(said_words, said))


def far_words(one: Far) -> str:
    """Return that what was said of a line is much older, and what to do."""
    told = _(
        "{ref} is {count} days older than the line {line}. Look again, and take it back if that is wrong."
    )
    if one.is_cheque and one.days > LOOKS_BACK.days:
        told = _(
            "{ref} is {count} days older than the line {line}, and a cheque is good for a year and eight days (code monétaire et financier, L. 131-59). Look again, and take it back if that is wrong."
        )
    return told.format(ref=isolated(one.ref), count=count(one.days), line=isolated(one.line))


def waiting_words(days: int) -> str:
    """Return for how long a line has waited, in words that stand alone."""
    return ngettext("open for {count} day", "open for {count} days", days).format(count=count(days))


def candidate_words(one: Candidate) -> str:
    """Return what is proposed: who, and what it is."""
    kind = _(KINDS[one.kind])
    if one.kind == "slip":
        return together(kind, isolated(one.to))
    return together(isolated(one.person.name), kind) if one.person.name and one.kind != "transfer" else kind


def proposal_line(place: int, one: Proposal) -> str:
    """Return a proposal in one line."""
    return f"  {place}  {one.score} %  {candidate_words(one.candidate)}  {isolated(one.to)}  {reason_words(one.said)}"


def rate_words(currency: str, one: DatedRate) -> str:
    """Return by which rate a line in another currency becomes euros, whose it is and of which day."""
    rate = isolated(f"1\u00a0€ = {decimal(Decimal(one.rate))}\u00a0{currency}")
    told = together(
        rate, day(one.on), isolated(one.source) if one.source else _("nobody said who published it")
    )
    if one.is_of_day:
        return _("Rate of the day in the books: {rate}").format(rate=told)
    return _("No rate of the day in the books; the last one before: {rate}").format(rate=told)


def match_words(one: MatchRow) -> str:
    """Return what stands of a line in the ledger."""
    kind = _(KINDS[one.kind])
    named = isolated(one.to) if one.payment or one.slip else ""
    return together(*filter(None, (kind, named, amount_words(one.amount, one.currency))))


def rule_for(one: BankRuleShown) -> str:
    """Return what a rule is for: the kind of payments, or the fee that a platform keeps of each."""
    if one.kind != FEE_RULE:
        return _(PAYMENT_KINDS[one.kind])
    return _("fee of each payment: {fee}").format(fee=tariff_words(one))


def tariff_words(one: BankRuleShown) -> str:
    """Return what a platform keeps of each payment: a per cent, an amount, or both."""
    rate = percent(one.fee_rate) if one.fee_rate else ""
    each = amount_words(one.fee_each, "EUR") if one.fee_each else ""
    return " + ".join(filter(None, (rate, each)))


def rule_words(one: BankRuleShown) -> str:
    """Return a rule in one line."""
    by = isolated(spaced(one.iban)) if one.iban else isolated(one.words)
    parts = [isolated(one.name), isolated(one.payer)] if one.payer else []
    parts += [rule_for(one)]
    parts += [isolated(one.project)] if one.project else []
    parts += [] if one.is_active else [_("switched off")]
    return f"{isolated(one.ref)}  {by}  {together(*parts)}"


def explanation_words(one: Explanation) -> str:
    """Return what a part of the difference between books and bank is."""
    number = len(one.refs)
    told = {
        "lines_open": ngettext("{count} line without an entry", "{count} lines without an entry", number),
        "payments_open": ngettext(
            "{count} payment without a line", "{count} payments without a line", number
        ),
        "slips_open": ngettext("{count} slip without a line", "{count} slips without a line", number),
        "taken_back": ngettext(
            "{count} matched payment taken back since", "{count} matched payments taken back since", number
        ),
        "lines_foreign": ngettext(
            "{count} line in another currency than the account: it is in no sum",
            "{count} lines in another currency than the account: they are in no sum",
            number,
        ),
        "statements_missing": _("The balances of the bank are not tied by its lines: a statement is missing"),
    }
    return told[one.kind].format(count=count(number))
