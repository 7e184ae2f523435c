"""The words of what is rare in a payment: another currency, a gift in kind, something given in return."""

from datetime import date
from typing import Any, Final

from donations_app.db.queries.payment_detail import DetailedLine, PaymentDetail
from donations_app.db.queries.payment_list import PaymentRow
from donations_app.db.queries.refunds import RefundedLine
from donations_app.domain.money import Money
from donations_app.domain.tracing import TracedShare
from donations_app.i18n import N_, _, day, figures, isolated, money
from donations_app.services.payments.doubts import Doubt
from donations_app.words.codes import ARTICLES, COUNTERPARTS, taken_back, together, word
from donations_app.words.people import death_sentence
from donations_app.words.receipts import reason_sentence, warning_sentence

_DOUBTS: Final = {
    "like_recorded": N_("Recorded already: {ref}, {day}, {amount}"),
    "large_amount": N_("The sum is above 50 000 euros. Check the figures."),
    "skills_of_person": N_("Only a company gets a receipt for lent skills."),
    "wealth_tax_kind": N_("Only money and listed securities count against the wealth tax."),
    "year_closed": N_(
        "The year {year} is closed since {closed_on}. Recorded all the same, it enters the books of today and keeps its day for the receipt."
    ),
    "evidence_missing": N_("There is no receipt without a paper that says what it is worth."),
}


def amount_in(minor: int, currency: str) -> str:
    """Return ``500,00 MAD``, of euros ``500,00 €``."""
    return money(Money(minor)) if currency == "EUR" else isolated(f"{figures(Money(minor))}\u00a0{currency}")


def rate_words(currency: str, rate: str, source: str, on: date | None) -> str:
    """Return ``1 € = 10,85 MAD``, where the rate comes from, and of which day it is."""
    told = isolated(f"1\u00a0€ = {rate.replace('.', ',')}\u00a0{currency}")
    return together(*filter(None, (told, isolated(source) if source else "", day(on) if on else "")))


def currency_words(found: PaymentDetail) -> str:
    """Return what a payment in another currency was there, and at which rate; of euros nothing."""
    if found.currency == "EUR":
        return ""
    given = sum(line.foreign_minor or 0 for line in found.lines)
    rated = rate_words(found.currency, found.rate, found.rate_source, found.rate_on) if found.rate else ""
    return together(*filter(None, (amount_in(given, found.currency) if given else "", rated)))


def refunded_words(row: PaymentRow) -> str:
    """Return how much of a payment was given back."""
    return _("{amount} refunded").format(amount=money(row.refunded))


def refund_words(refund: RefundedLine) -> str:
    """Return what was given back of a payment, when and why."""
    facts = {"amount": money(-refund.amount), "day": day(refund.on), "ref": isolated(refund.ref)}
    return _("{amount} refunded on {day} by {ref}: {reason}").format(**facts, reason=isolated(refund.reason))


def back_words(found: PaymentDetail) -> str:
    """Return by what a payment is taken back, what it takes back, or of which it gives a part back; and why."""
    if found.is_refund:
        told = _("It gives a part of {ref} back: {reason}")
        return told.format(ref=isolated(found.row.reverses), reason=isolated(found.reason))
    return taken_back(found.row.reversed_by, found.row.reverses, found.reason)


def line_words(line: DetailedLine) -> list[str]:
    """Return what a line says beside its kind and amount: what it is, who valued it, what was given in return."""
    facts = [
        _("Donor's wish") if line.earmarked_by_donor else "",
        word(ARTICLES, line.article) if line.article != "200" else "",
        _("For somebody else") if line.pass_through else "",
        isolated(line.description) if line.description else "",
        _("Valued by {name}").format(name=isolated(line.valued_by)) if line.valued_by else "",
        _("Evidence: {text}").format(text=isolated(line.evidence)) if line.evidence else "",
    ]
    if line.counterpart:
        told = _("Given in return: {amount}").format(amount=money(line.counterpart))
        facts.append(f"{told} ({word(COUNTERPARTS, line.counterpart_kind or 'goods')})")
    return [fact for fact in facts if fact]


def since_words(share: TracedShare) -> str:
    """Return from when cents stand on a project, where that is not the day of the money."""
    return _("decided on {day}").format(day=day(share.on)) if share.on else ""


def doubt_sentence(doubt: Doubt) -> str:
    """Return what is to be looked at before a payment is recorded."""
    if death := doubt.data.get("death"):
        return death_sentence(death)
    if doubt.code in ("counterpart_too_large", "ifi_not_eligible"):
        return reason_sentence(doubt.code)
    if doubt.code not in _DOUBTS:
        return warning_sentence(doubt.code)
    facts: dict[str, Any] = {
        name: day(fact) if isinstance(fact, date) else fact for name, fact in doubt.data.items()
    }
    if like := facts.pop("like", None):
        on = day(like.on) if like.on else ""
        facts |= {"ref": isolated(like.ref), "day": on, "amount": money(like.amount)}
    return _(_DOUBTS[doubt.code]).format(**facts)
