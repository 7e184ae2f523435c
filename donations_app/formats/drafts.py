"""From the lines of a file to drafts: every cell typed, every problem with its line and column."""

from collections.abc import Callable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final

from donations_app.domain import identifiers
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import ORGANISATIONS, PartyDraft
from donations_app.domain.pasted import pasted
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft, line_identity
from donations_app.domain.rates import in_euros
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.typed import (
    TypedError,
    is_zero,
    parse_any_date,
    parse_date,
    parse_whole,
    parse_yes_no,
)
from donations_app.formats import columns
from donations_app.formats.accounts import read_bic, read_iban
from donations_app.formats.cell_readers import ReadCell, priced, text_of, there
from donations_app.formats.columns import Cells, coded
from donations_app.formats.countries import country_of, place_of
from donations_app.formats.full_names import FULL_NAME, parts_of
from donations_app.formats.lines import Lines, Read, key_of
from donations_app.formats.plain_gifts import plain_gifts
from donations_app.formats.plain_payments import plain_payments
from donations_app.formats.plain_people import plain_people
from donations_app.formats.reference import places
from donations_app.formats.tables import Table

_TEXTS_OF_PERSON: Final = (
    "ref", "title", "last_name", "first_name", "second_last_name", "second_first_name", "organisation", "legal_form",
    "address", "address2", "postcode", "city", "email", "phone", "fiscal_year_end", "residence_statement",
    "other_script",
)  # fmt: skip


def read_people(table: Table, *, plain: bool = False) -> Read:
    """Return a ``PartyDraft`` for each line; a ``PlainPerson`` where ``plain`` and nothing is out of the ordinary."""
    lines = Lines(table, columns.PEOPLE)
    headings = lines.read.headings
    if FULL_NAME in headings:  # what it fills is in the file too
        lines.read.headings = dict.fromkeys(("last_name", "first_name"), headings[FULL_NAME]) | headings
    texts_there, no_texts = there(lines, {name: text_of(lines, name) for name in _TEXTS_OF_PERSON})
    facts_there, no_facts = there(lines, _facts_of_person(lines))
    has_place = "municipality" in headings or "province" in headings
    if plain:
        lines.read_plain(plain_people)
    for line, cells in lines:
        texts = no_texts | {name: read(line, cells) for name, read in texts_there}
        texts |= _whole_name(lines, line, cells, texts, table.written.names)
        country = cells.read("country", country_of, "")
        facts: dict[str, Any] = texts | no_facts | {name: read(line, cells) for name, read in facts_there}
        facts["country"], facts["postcode"] = place_of(country, texts["postcode"])
        if has_place:
            facts |= places(facts["municipality"], facts["province"])
        if facts["kind"] in ORGANISATIONS and not facts["organisation"]:
            facts["organisation"] = facts.pop("last_name")
        lines.keep(line, cells, lambda facts=facts: PartyDraft(key=key_of("party", facts["ref"]), **facts))
    return lines.read


def _cell(name: str, parse: Callable[..., Any], missing: Any) -> ReadCell:
    return lambda _line, cells: cells.read(name, parse, missing)


def _code(name: str, usual: str = "") -> ReadCell:
    return lambda _line, cells: coded(name, cells.raw(name)) or usual


def _identifier(name: str) -> ReadCell:
    return lambda _line, cells: identifiers.compact(cells.raw(name))


def _facts_of_person(lines: Lines) -> dict[str, ReadCell]:
    """Return what reads what is no text of a person."""
    return {
        "kind": _code("kind"),
        "notes": text_of(lines, "notes", 2000),
        "language": _code("language", "fr"),
        "receipt_wish": _code("receipt_wish", "annual"),
        "money_origin": _code("money_origin"),
        "association_of": _code("association_of"),
        "municipality": text_of(lines, "municipality"),
        "province": text_of(lines, "province"),
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
    currency, rate = priced(cells)
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


def read_recurring(table: Table, *, plain: bool = False) -> Read:
    """Return a ``RecurringGift`` for each line; a ``PlainGift`` where ``plain`` and nothing is out of the ordinary."""
    lines = Lines(table, columns.RECURRING)
    if plain:
        lines.read_plain(plain_gifts)
    given, lacking = there(lines, _terms(lines))
    for line, cells in lines:
        terms = lacking | {name: read(line, cells) for name, read in given}
        lines.keep(
            line,
            cells,
            lambda terms=terms: RecurringGift(key=key_of("recurring_gift", terms["ref"]), **terms),
        )
    return lines.read


def _terms(lines: Lines) -> dict[str, ReadCell]:
    """Return what reads the terms of an agreed gift."""
    texts = ("ref", "payer", "mandate_reference", "project", "association")
    return {
        **{name: text_of(lines, name) for name in texts},
        "office": lambda _line, cells: pasted(cells.raw("office")).upper(),
        "amount": lambda _line, cells: Money(cells.money("amount")),
        "frequency": _code("frequency"),
        "day": _cell("day", parse_whole, 0),
        "first_on": _cell("first_on", parse_any_date, date.min),
        "last_on": _cell("last_on", parse_any_date, None),
        "method": _code("method", "direct_debit"),
        "iban": _cell("iban", read_iban, ""),
        "bic": _cell("bic", read_bic, ""),
        "mandate_signed_on": _cell("mandate_signed_on", parse_any_date, None),
        "earmarked_by_donor": _cell("earmarked_by_donor", parse_yes_no, missing=False),
    }
