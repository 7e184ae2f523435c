"""From the lines of a file to drafts: every cell typed, every problem with its line and column."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, Final

from donations_app.domain import identifiers
from donations_app.domain.folding import fold, folded_code
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import ORGANISATIONS, PartyDraft, french_postcode
from donations_app.domain.pasted import pasted
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft, line_identity
from donations_app.domain.projects import PartnerDraft, ProjectDraft
from donations_app.domain.rates import in_euros
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.territories import beyond_france, is_france
from donations_app.domain.typed import (
    TypedError,
    is_blank,
    is_zero,
    parse_any_date,
    parse_date,
    parse_percent,
    parse_rate,
    parse_whole,
    parse_yes_no,
)
from donations_app.formats import columns
from donations_app.formats.columns import Cells, coded
from donations_app.formats.currencies import currency_code
from donations_app.formats.full_names import FULL_NAME, parts_of
from donations_app.formats.lines import Lines, Read, Rejected, key_of
from donations_app.formats.plain_payments import plain_payments
from donations_app.formats.reference import axis_and_action, code_of, municipalities, places, provinces
from donations_app.formats.tables import Table
from donations_app.i18n import is_country, territories

_TEXTS_OF_PERSON: Final = (
    "ref", "title", "last_name", "first_name", "second_last_name", "second_first_name", "organisation", "legal_form",
    "address", "address2", "postcode", "city", "email", "phone", "fiscal_year_end", "residence_statement",
    "other_script",
)  # fmt: skip


def read_people(table: Table) -> Read:
    """Return a ``PartyDraft`` for each line."""
    lines = Lines(table, columns.PEOPLE)
    headings = lines.read.headings
    if FULL_NAME in headings:  # what it fills is in the file too
        lines.read.headings = dict.fromkeys(("last_name", "first_name"), headings[FULL_NAME]) | headings
    texts_there, no_texts = _there(lines, {name: _text(lines, name) for name in _TEXTS_OF_PERSON})
    facts_there, no_facts = _there(lines, _facts_of_person(lines))
    has_place = "municipality" in headings or "province" in headings
    for line, cells in lines:
        texts = no_texts | {name: read(line, cells) for name, read in texts_there}
        texts |= _whole_name(lines, line, cells, texts, table.written.names)
        country, postcode = cells.read("country", _country, ""), french_postcode(texts["postcode"])
        facts: dict[str, Any] = texts | no_facts | {name: read(line, cells) for name, read in facts_there}
        facts["country"] = country or beyond_france(postcode) or "FR"
        if has_place:
            facts |= places(facts["municipality"], facts["province"])
        if not country or is_france(country):
            facts["postcode"] = postcode
        if facts["kind"] in ORGANISATIONS and not facts["organisation"]:
            facts["organisation"] = facts.pop("last_name")
        lines.keep(line, cells, lambda facts=facts: PartyDraft(key=key_of("party", facts["ref"]), **facts))
    return lines.read


_ReadCell = Callable[[int, Cells], Any]  # of a line


def _there(
    lines: Lines, readers: Mapping[str, _ReadCell]
) -> tuple[list[tuple[str, _ReadCell]], dict[str, Any]]:
    """Return what reads the columns that a file has, and what the others say of each line: nothing."""
    nothing = Cells({}, ())
    lacking = {name: read(0, nothing) for name, read in readers.items() if name not in lines.positions}
    return [(name, read) for name, read in readers.items() if name not in lacking], lacking


def _text(lines: Lines, name: str, limit: int = 200) -> _ReadCell:
    return lambda line, cells: lines.text(line, cells, name, limit=limit)


def _cell(name: str, parse: Callable[..., Any], missing: Any) -> _ReadCell:
    return lambda _line, cells: cells.read(name, parse, missing)


def _code(name: str, usual: str = "") -> _ReadCell:
    return lambda _line, cells: coded(name, cells.raw(name)) or usual


def _identifier(name: str) -> _ReadCell:
    return lambda _line, cells: identifiers.compact(cells.raw(name))


def _facts_of_person(lines: Lines) -> dict[str, _ReadCell]:
    """Return what reads what is no text of a person."""
    return {
        "kind": _code("kind"),
        "notes": _text(lines, "notes", 2000),
        "language": _code("language", "fr"),
        "receipt_wish": _code("receipt_wish", "annual"),
        "money_origin": _code("money_origin"),
        "association_of": _code("association_of"),
        "municipality": _text(lines, "municipality"),
        "province": _text(lines, "province"),
        "tax_resident_fr": _cell("tax_resident_fr", parse_yes_no, None),
        **{name: _cell(name, parse_any_date, None) for name in ("deceased_on", "second_deceased_on")},
        **{name: _identifier(name) for name in ("siren", "siret", "rna", "ice")},
        **{
            name: _cell(name, parse_yes_no, missing=False)
            for name in ("consent_email", "consent_post", "minor")
        },
    }


def _whole_name(
    lines: Lines, line: int, cells: Cells, texts: Mapping[str, str], order: str
) -> dict[str, str]:
    """Return what the whole name of a line fills, where its parts are not said themselves."""
    whole = lines.text(line, cells, FULL_NAME)
    if not whole or any(texts[name] for name in ("last_name", "first_name", "organisation")):
        return {}
    try:
        parts = parts_of(whole, coded("kind", cells.raw("kind")), order)
    except TypedError as error:
        cells.note(FULL_NAME, whole[:80], error.problem)
        return {}
    return {name: value for name, value in parts.items() if not texts[name]}


def _country(text: str) -> str:
    code = pasted(text).upper()
    if is_country(code):
        return code
    if found := _countries().get(fold(text)):
        return found
    raise TypedError("country_unknown")


_AS_SAID: Final = {  # in France, where the list of countries says more or less
    "guyane": "GF", "reunion": "RE", "polynesie": "PF", "wallis": "WF", "caledonie": "NC",
    "france metropolitaine": "FR", "metropole": "FR", "republique francaise": "FR", "royaume du maroc": "MA",
}  # fmt: skip


@cache
def _countries() -> dict[str, str]:
    known = {
        fold(name): code
        for language in ("ar", "en", "fr")
        for code, name in territories(language).items()
        if is_country(code)
    }
    return known | _AS_SAID


def _priced(cells: Cells) -> tuple[str, str]:
    """Return the currency and the rate of a line; a rate without a currency says that it was forgotten."""
    currency, rate = cells.read("currency", currency_code, ""), cells.read("rate", parse_rate, "")
    if rate and Decimal(rate) != 1 and is_blank(cells.raw("currency")):
        cells.note("currency", rate, "currency_forgotten")
    return currency or "EUR", rate


_TEXTS_OF_PROJECT: Final = (
    "title_fr", "title_en", "title_ar", "short_fr", "short_en", "short_ar", "programme",
)  # fmt: skip
_PROJECT_COLUMNS: Final = tuple(
    name for name in columns.PROJECTS if name not in ("code", "association", "association_cost")
)


def read_projects(table: Table) -> Read:
    """Return a ``ProjectDraft`` for each code; its further lines add associations."""
    lines = Lines(table, columns.PROJECTS, shared=_PROJECT_COLUMNS)
    read = lines.gathered(
        lambda line, cells: _project(lines, line, cells),
        shared=lambda draft: replace(draft, partners=()),
        parts=("partners",),
        name="code",
    )
    first: dict[str, str] = {}  # by the code without case and accents
    kept: list[tuple[int, Any]] = []
    for line, draft in read.drafts:
        other = first.setdefault(folded_code(draft.code), draft.code)
        if other != draft.code:
            read.rejected.append(Rejected(line, "code", draft.code, "code_alike", (("other", other),)))
        else:
            kept.append((line, draft))
    read.drafts = kept
    return read


def _project(lines: Lines, line: int, cells: Cells) -> ProjectDraft:
    code = lines.text(line, cells, "code")
    currency, rate = _priced(cells)
    given = cells.money("cost", currency)
    association = lines.text(line, cells, "association")
    part = cells.money("association_cost", currency)
    if part and not association:
        cells.note("association", "", "missing")
    foreign = part if part and currency != "EUR" else None
    partners = (
        (PartnerDraft(association=association, cost=in_euros(part, currency, rate), foreign_minor=foreign),)
        if association
        else ()
    )
    return ProjectDraft(
        key=key_of("project", code),
        code=code,
        cost=in_euros(given, currency, rate),
        municipality=code_of(lines.text(line, cells, "municipality"), municipalities()),
        province=code_of(lines.text(line, cells, "province"), provinces()),
        currency=currency,
        rate=rate,
        foreign_minor=given if currency != "EUR" else None,
        rule=_rule(lines, line, cells),
        starts_on=cells.read("starts_on", parse_any_date, None),
        ends_on=cells.read("ends_on", parse_any_date, None),
        receipt_eligible=cells.read("receipt_eligible", parse_yes_no, missing=True),
        partners=partners,
        pass_through=cells.read("pass_through", parse_yes_no, missing=False),
        **_facts_of_project(lines, line, cells),
        **_of_programme(cells, currency, rate),
    )


def _facts_of_project(lines: Lines, line: int, cells: Cells) -> dict[str, Any]:
    """Return titles, programme, axis and action."""
    texts = {name: lines.text(line, cells, name) for name in _TEXTS_OF_PROJECT}
    return texts | axis_and_action(lines.text(line, cells, "axis"), lines.text(line, cells, "action"))


def _rule(lines: Lines, line: int, cells: Cells) -> FundingRule:
    percents = {
        name: cells.read(f"{name}_percent", parse_percent, missing)
        for name, missing in (("minimum", 1_500), ("minimum_cash", 0), ("maximum_in_kind", 10_000))
    }
    return FundingRule(name=lines.text(line, cells, "rule"), **percents)


def _of_programme(cells: Cells, currency: str, rate: str) -> dict[str, Any]:
    """Return the people served, the state, and of the cost what is eligible, in cash and not assigned."""
    parts = {"eligible": "eligible_cost", "cash": "cash_budget"}
    money = {name: cells.money(column, currency, missing=None) for name, column in parts.items()}
    return {
        "people_served": cells.read("people_served", parse_whole, None),
        "state": coded("state", cells.raw("state")) or "seeking",
        "unassigned": coded("unassigned", cells.raw("unassigned")) or "project",
        **{name: None if minor is None else in_euros(minor, currency, rate) for name, minor in money.items()},
    }


_PAYMENT_COLUMNS: Final = (
    "office", "payer", "received_on", "credited_on", "method", "currency", "rate", "rate_source", "rate_on",
    "cheque_number", "cheque_date", "bank", "receipt_issued_by", "returned_on", "return_code",
)  # fmt: skip


def read_payments(table: Table, *, today: date, plain: bool = False) -> Read:
    """Return a ``PaymentDraft`` for each reference; lines with one reference are its lines.

    Args:
        table: the file.
        today: the day of recording.
        plain: return a ``PlainPayment`` where nothing is out of the ordinary.
    """
    lines = Lines(table, columns.PAYMENTS, shared=_PAYMENT_COLUMNS)
    if plain:
        lines.read_plain(lambda rows, positions: plain_payments(rows, positions, today=today))
    return lines.gathered(
        lambda line, cells: _payment(lines, line, cells, today),
        shared=attrgetter(*_PAYMENT_COLUMNS),
        parts=("lines",),
        identity=lambda draft: line_identity(draft.lines[0]),
    )


def _payment(lines: Lines, line: int, cells: Cells, today: date) -> PaymentDraft:
    ref = lines.text(line, cells, "ref")
    currency, rate = _priced(cells)
    return PaymentDraft(
        key=key_of("payment", ref),
        ref=ref,
        office=pasted(cells.raw("office")).upper(),
        payer=lines.text(line, cells, "payer"),
        received_on=cells.read("received_on", parse_date, None, today=today),
        credited_on=cells.read("credited_on", parse_date, None, today=today),
        method=coded("method", cells.raw("method")),
        lines=(_line(lines, line, cells, currency, rate),),
        currency=currency,
        rate=rate,
        rate_source=lines.text(line, cells, "rate_source"),
        rate_on=cells.read("rate_on", parse_date, None, today=today),
        cheque_number=lines.text(line, cells, "cheque_number"),
        cheque_date=cells.read("cheque_date", parse_any_date, None),
        bank=lines.text(line, cells, "bank"),
        receipt_issued_by=lines.text(line, cells, "receipt_issued_by"),
        returned_on=cells.read("returned_on", parse_date, None, today=today),
        return_code=lines.text(line, cells, "return_code"),
    )


def _line(lines: Lines, line: int, cells: Cells, currency: str, rate: str) -> LineDraft:
    given = cells.money("amount", currency)
    amount = in_euros(given, currency, rate)
    project, association = lines.text(line, cells, "project"), lines.text(line, cells, "association")
    decided_on = cells.read("decided_on", parse_any_date, None)
    if decided_on and not project:
        cells.note("decided_on", decided_on.isoformat(), "decided_without_project")
    part = AllocationDraft(amount=amount, project=project, association=association, decided_on=decided_on)
    return LineDraft(
        kind=coded("kind", cells.raw("kind")),
        amount=amount,
        allocations=(part,) if project or association else (),
        earmarked_by_donor=cells.read("earmarked_by_donor", parse_yes_no, missing=False),
        dues_year=cells.read("dues_year", parse_whole, None),
        counterpart=_counterpart(cells),
        counterpart_kind=coded("counterpart_kind", cells.raw("counterpart_kind")),
        description=lines.text(line, cells, "description", limit=2000),
        evidence=lines.text(line, cells, "evidence"),
        valued_by=lines.text(line, cells, "valued_by"),
        article=pasted(cells.raw("article")) or "200",
        pass_through=cells.read("pass_through", parse_yes_no, missing=False),
        foreign_minor=given if currency != "EUR" else None,
    )


def _counterpart(cells: Cells) -> Money | None:
    """Return what was given in return, in euros whatever the currency of the line; zero says that nothing was."""
    typed = cells.raw("counterpart_value")
    if not typed:
        return None
    if is_zero(typed):
        return ZERO
    cents = cells.money("counterpart_value", missing=None, other="in_euros_alone")
    return None if cents is None else Money(cents)


def read_recurring(table: Table) -> Read:
    """Return a ``RecurringGift`` for each line."""
    lines = Lines(table, columns.RECURRING)
    there, lacking = _there(lines, _terms(lines))
    for line, cells in lines:
        terms = lacking | {name: read(line, cells) for name, read in there}
        lines.keep(
            line,
            cells,
            lambda terms=terms: RecurringGift(key=key_of("recurring_gift", terms["ref"]), **terms),
        )
    return lines.read


def _terms(lines: Lines) -> dict[str, _ReadCell]:
    """Return what reads the terms of an agreed gift."""
    texts = ("ref", "payer", "mandate_reference", "project", "association")
    return {
        **{name: _text(lines, name) for name in texts},
        "office": lambda _line, cells: pasted(cells.raw("office")).upper(),
        "amount": lambda _line, cells: Money(cells.money("amount")),
        "frequency": _code("frequency"),
        "day": _cell("day", parse_whole, 0),
        "first_on": _cell("first_on", parse_any_date, date.min),
        "last_on": _cell("last_on", parse_any_date, None),
        "method": _code("method", "direct_debit"),
        "iban": _cell("iban", _iban, ""),
        "bic": _cell("bic", _bic, ""),
        "mandate_signed_on": _cell("mandate_signed_on", parse_any_date, None),
        "earmarked_by_donor": _cell("earmarked_by_donor", parse_yes_no, missing=False),
    }


def _iban(text: str) -> str:
    try:
        return identifiers.iban(text)
    except identifiers.IdentifierInvalid as error:
        raise TypedError(error.problem("iban")) from error


def _bic(text: str) -> str:
    try:
        return identifiers.bic(text)
    except identifiers.IdentifierInvalid as error:
        raise TypedError(error.problem("bic")) from error
