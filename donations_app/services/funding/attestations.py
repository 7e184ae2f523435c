"""Attestations on paper, to be signed: of a valued contribution, of cash in hand."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from donations_app.db.books import Books
from donations_app.db.queries.contributions import ContributionRow, contribution
from donations_app.db.queries.free_money import StandingMoney, cash_received
from donations_app.db.queries.settings import organisation
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.receipt_content import Beneficiary
from donations_app.domain.valued import days_figure
from donations_app.i18n import N_, figures
from donations_app.services.books.attested import printed_attestation
from donations_app.services.books.beneficiary import beneficiary_of
from donations_app.words.codes import capital
from donations_app.words.documents import Words
from donations_app.words.funding import MONEY_KINDS
from receipts.attestation import AttestationContent
from receipts.tables import Column

LANGUAGES: Final = ("fr", "ar", "en")
_WIDTH: Final = 483.0  # of the page, points
_SIGN: Final = (N_("Name:"), N_("Place and day:"), N_("Signature and stamp:"))


def print_contribution(books: Books, ref: str, language: str) -> bytes:
    """Return the attestation of a valued contribution as a PDF, to be signed by who gives and who carries.

    Args:
        books: where to read.
        ref: of the contribution.
        language: fr, ar or en.

    Raises:
        NotFound: there is no contribution of that reference.
        InputRefused: it was withdrawn.
        CharactersMissing, TextTooLong: a text cannot be printed.
    """
    with books.read() as session:
        row = contribution(session, ref, on=books.today)
        them = beneficiary_of(organisation(session, books.today))
    if row.state == "withdrawn":
        raise InputRefused([Problem("contribution", "contribution_withdrawn", ref)])
    words = Words(language)
    labour = row.kind == "labour"
    content = AttestationContent(
        language=language,
        organisation=words.piece(f"{them.name}, {them.identifier_label} {them.identifier}"),
        title=words(N_("Attestation of a valued contribution")),
        facts=_facts(words, row),
        declaration=words(_LABOUR if labour else _GOODS),
        columns=_labour_columns(words, row) if labour else _goods_columns(words),
        rows=_worked(words, row) if labour else _given(words, row),
        totals=_totals(words, row.amount, row.currency, row.foreign_minor, row.rate),
        closing=words(N_("Made to be shown to the funders of the project; nothing of it was paid in money.")),
        signatures=(
            words(N_("For those who gave")),
            words(N_("For the association")),
            words(N_("Seen by the municipality")),
        ),
        sign_words=tuple(map(words, _SIGN)),
        foot=words.piece(row.ref),
        on=books.today,
    )
    return printed_attestation(content, row.ref)


_LABOUR: Final = N_(
    "The undersigned attest that the people named below worked unpaid for this project, on the days stated."
)
_GOODS: Final = N_(
    "The undersigned attest that what is described below was given to this project, unpaid, at that value."
)


def _facts(words: Words, row: ContributionRow) -> tuple[tuple[str, str], ...]:
    found = [
        (words(N_("Project")), f"{words.piece(row.project)} · {row.project_title}"),
        (words(N_("Association")), row.association_name),
        (words(N_("Nature")), capital(words(MONEY_KINDS[row.kind]))),
        (words(N_("Given on")), words.day(row.given_on)),
        (words(N_("Valued by")), row.valued_by),
    ]
    return tuple((label, value) for label, value in found if value)


def _labour_columns(words: Words, row: ContributionRow) -> tuple[Column, ...]:
    code, day_rate, amount = words.piece(row.currency), words(N_("Rate for a day")), words(N_("Amount"))
    return (
        Column(words(N_("Name")), 203),
        Column(words(N_("Days worked")), 60, is_figure=True),
        Column(f"{day_rate} ({code})", 110, is_figure=True),
        Column(f"{amount} ({code})", 110, is_figure=True),
    )


def _goods_columns(words: Words) -> tuple[Column, ...]:
    return (Column(words(N_("Description")), _WIDTH - 110), Column(words(N_("Amount")), 110, is_figure=True))


def _worked(words: Words, row: ContributionRow) -> tuple[tuple[str, ...], ...]:
    rate = row.day_rate or 0
    return tuple(
        (
            one.name,
            words.piece(days_figure(one.half_days)),
            words.piece(figures(Money(rate))),
            words.piece(_halves(one.half_days * rate)),
        )
        for one in row.workers
    )


def _halves(twice: int) -> str:
    """Return half of a number of cents; half a cent, which only the sum has whole, is shown."""
    return figures(Money(twice // 2)) + ("5" if twice % 2 else "")


def _given(words: Words, row: ContributionRow) -> tuple[tuple[str, ...], ...]:
    minor = row.amount.cents if row.foreign_minor is None else row.foreign_minor
    return ((row.description, words.piece(f"{figures(Money(minor))}\u00a0{row.currency}")),)


def _totals(
    words: Words, amount: Money, currency: str, minor: int | None, rate: str = ""
) -> tuple[tuple[str, str], ...]:
    euros = words.piece(f"{figures(amount)}\u00a0EUR")
    if minor is None:
        return ((words(N_("Sum")), euros),)
    told = words(N_("Sum in euros"))
    label = f"{told} ({words.piece('1 EUR = ' + rate.replace('.', ',') + ' ' + currency)})" if rate else told
    return ((words(N_("Sum")), words.piece(f"{figures(Money(minor))}\u00a0{currency}")), (label, euros))


def print_cash(
    books: Books, project: str, *, association: str = "", first: date, last: date, language: str
) -> bytes:
    """Return the attestation of what was received in cash for a project as a PDF, payment by payment.

    Args:
        books: where to read.
        project: code.
        association: only what counts for the association of this reference; empty: all.
        first: the first day.
        last: the last day.
        language: fr, ar or en.

    Raises:
        NotFound: there is no such project or association.
        InputRefused: nothing was received in cash in these days.
        CharactersMissing, TextTooLong: a text cannot be printed.
    """
    with books.read() as session:
        found = cash_received(session, project, association=association, first=first, last=last)
        them = beneficiary_of(organisation(session, books.today))
    if not found:
        raise InputRefused([Problem("from", "no_cash_received", project)])
    period = (first, last)
    return printed_attestation(_cash_content(Words(language), them, found, period, books.today), project)


def _cash_content(
    words: Words, them: Beneficiary, found: Sequence[StandingMoney], period: tuple[date, date], on: date
) -> AttestationContent:
    names = {one.association_name for one in found}  # of several no one is named
    between = words(N_("from {first} to {last}")).format(
        first=words.day(period[0]), last=words.day(period[1])
    )
    facts = [
        (words(N_("Project")), words.piece(found[0].project)),
        (words(N_("Association")), next(iter(names)) if len(names) == 1 else ""),
        (words(N_("Period")), between),
        (words(N_("Payments")), words.piece(str(len(found)))),
    ]
    return AttestationContent(
        language=words.language,
        organisation=words.piece(f"{them.name}, {them.identifier_label} {them.identifier}"),
        title=words(N_("Attestation of cash in hand")),
        facts=tuple((label, value) for label, value in facts if value),
        declaration=words(_CASH),
        columns=(
            Column(words(N_("Received on")), 90),
            Column(words(N_("Payment")), 123),
            Column(words(N_("Given")), 140, is_figure=True),
            Column(words(N_("Amount (€)")), 130, is_figure=True),
        ),
        rows=tuple(_received(words, one) for one in found),
        totals=tuple(_sums(words, found)),
        closing=words(N_("Made to be shown to the funders of the project.")),
        signatures=(words(N_("The treasurer")), words(N_("For the association"))),
        sign_words=tuple(map(words, _SIGN)),
        foot=words.piece(found[0].project),
        on=on,
    )


_CASH: Final = N_(
    "The undersigned attest that the sums below were received in cash for this project, on the days stated."
)


def _received(words: Words, one: StandingMoney) -> tuple[str, ...]:
    minor = one.amount.cents if one.foreign_minor is None else one.foreign_minor
    return (
        words.day(one.on),
        words.piece(f"{one.payment}/{one.position}"),
        words.piece(f"{figures(Money(minor))}\u00a0{one.currency}"),
        words.piece(figures(one.amount)),
    )


def _sums(words: Words, found: Iterable[StandingMoney]) -> Iterable[tuple[str, str]]:
    """Yield the sum of each other currency, then that of all in euros."""
    others: dict[str, int] = {}
    for one in found:
        if one.foreign_minor is not None:
            others[one.currency] = others.get(one.currency, 0) + one.foreign_minor
    given = words(N_("Given"))
    for currency, minor in sorted(others.items()):
        yield f"{given} ({words.piece(currency)})", words.piece(f"{figures(Money(minor))}\u00a0{currency}")
    total = Money.total(one.amount for one in found)
    yield words(N_("Sum in euros")), words.piece(f"{figures(total)}\u00a0EUR")
