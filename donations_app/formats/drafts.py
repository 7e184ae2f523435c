"""From the lines of a file to drafts: every cell typed, every problem with its line and column."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from operator import attrgetter
from typing import Any, Final
from uuid import UUID, uuid5

from donations_app.domain import identifiers
from donations_app.domain.errors import Problem
from donations_app.domain.folding import fold
from donations_app.domain.money import ZERO, Money
from donations_app.domain.parties import ORGANISATIONS, PartyDraft
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.private_share import FundingRule
from donations_app.domain.projects import PartnerDraft, ProjectDraft
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.typed import (
    TypedError,
    clean_text,
    parse_amount,
    parse_any_date,
    parse_date,
    parse_percent,
    parse_rate,
    parse_whole,
    parse_yes_no,
)
from donations_app.formats import columns
from donations_app.formats.columns import Cells, coded
from donations_app.formats.reference import axes, code_of, municipalities, provinces
from donations_app.formats.tables import Table
from donations_app.i18n import territories

NAMESPACE: Final = UUID("6f1d3c1e-51a8-5c39-9a0c-1b6f8d1f0a11")  # keys made from references


@dataclass(frozen=True, slots=True)
class Rejected:
    """One cell, or one line, that cannot be taken."""

    line: int
    column: str
    value: str
    problem: str
    data: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cell from which invisible characters were taken away."""

    line: int
    column: str


@dataclass(slots=True)
class Read:
    """What a file holds: drafts with the first line of each, and what cannot be taken."""

    drafts: list[tuple[int, Any]]
    rejected: list[Rejected]
    cleaned: list[Cleaned]
    ignored: list[str]  # headers that mean nothing here


class _Lines:
    """Goes through the lines of a table, keeping book of the rejected and the cleaned ones."""

    def __init__(self, table: Table, known: tuple[str, ...], compulsory: tuple[str, ...]) -> None:
        self.positions, ignored = columns.columns_of(table, known, compulsory)
        self.read = Read([], [], [], ignored)
        self._table = table
        self._compulsory = compulsory

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        for row in self._table.rows:
            if row.problem:
                self.read.rejected.append(Rejected(row.line, "", ";".join(row.cells)[:80], row.problem))
                continue
            cells = Cells(self.positions, row.cells)
            cells.require(*self._compulsory)
            yield row.line, cells

    def text(self, line: int, cells: Cells, column: str, *, limit: int = 200) -> str:
        raw = cells.raw(column)
        if not raw:
            return raw
        clean = str(cells.read(column, _clean if limit == 200 else _clean_long, ""))
        if len(clean) != len(raw) and clean != " ".join(raw.split()):
            self.read.cleaned.append(Cleaned(line, column))
        return clean

    def keep(self, line: int, cells: Cells, make: Any) -> None:
        """Make the draft when the cells are sound, and keep it when it has no problem of its own."""
        if cells.problems:
            self.read.rejected.extend(Rejected(line, *problem) for problem in cells.problems)
            return
        draft = make()
        if draft is not None:
            self.read.drafts.append((line, draft))


def _clean(text: str) -> str:
    return clean_text(text)


def _clean_long(text: str) -> str:
    return clean_text(text, limit=2000)


def rejected_of(line: int, problem: Problem) -> Rejected:
    """Return the rejection that says what ``problem`` says."""
    column = problem.field.partition(".")[2] or problem.field
    return Rejected(line, column, problem.value, problem.code, tuple(problem.data.items()))


def read_people(table: Table) -> Read:
    """Return a ``PartyDraft`` for each line."""
    lines = _Lines(table, columns.PEOPLE, ("ref", "kind"))
    for line, cells in lines:
        texts = {
            name: lines.text(line, cells, name)
            for name in (
                "ref", "title", "last_name", "first_name", "second_last_name", "second_first_name",
                "organisation", "legal_form", "address", "address2", "postcode", "city", "email", "phone",
                "fiscal_year_end",
            )
        }  # fmt: skip
        facts: dict[str, Any] = {
            **texts,
            "kind": coded("kind", cells.raw("kind")),
            "notes": lines.text(line, cells, "notes", limit=2000),
            "country": cells.read("country", _country, "FR"),
            "language": coded("language", cells.raw("language")) or "fr",
            "receipt_wish": coded("receipt_wish", cells.raw("receipt_wish")) or "annual",
            "tax_resident_fr": cells.read("tax_resident_fr", parse_yes_no, None),
            "deceased_on": cells.read("deceased_on", parse_any_date, None),
            **{name: identifiers.compact(cells.raw(name)) for name in ("siren", "siret", "rna", "ice")},
            **{
                name: cells.read(name, parse_yes_no, missing=False)
                for name in ("consent_email", "consent_post", "minor")
            },
        }
        if facts["kind"] in ORGANISATIONS and not facts["organisation"]:
            facts["organisation"] = facts.pop("last_name")
        lines.keep(line, cells, lambda facts=facts: PartyDraft(key=_key("party", facts["ref"]), **facts))
    return lines.read


def _key(noun: str, ref: str) -> UUID:
    return uuid5(NAMESPACE, f"{noun}:{ref}")


def _country(text: str) -> str:
    code = text.strip().upper()
    if len(code) == 2 and code in territories("fr"):
        return code
    if found := _countries().get(fold(text)):
        return found
    raise TypedError("country_unknown")


@cache
def _countries() -> dict[str, str]:
    return {
        fold(name): code
        for language in ("ar", "en", "fr")
        for code, name in territories(language).items()
        if len(code) == 2
    }


def read_projects(table: Table) -> Read:
    """Return a ``ProjectDraft`` for each code; its further lines add associations."""
    lines = _Lines(table, columns.PROJECTS, ("code", "title_fr", "cost"))
    found: dict[str, tuple[int, ProjectDraft]] = {}
    for line, cells in lines:
        draft = _project(lines, line, cells)
        if cells.problems:
            lines.read.rejected.extend(Rejected(line, *problem) for problem in cells.problems)
        elif draft.code not in found:
            found[draft.code] = (line, draft)
        elif difference := _difference(found[draft.code][1], draft, leaving=("partners",)):
            value = str(getattr(draft, difference))
            lines.read.rejected.append(Rejected(line, difference, value, "differs_from_first_line"))
        else:
            first_line, first = found[draft.code]
            found[draft.code] = (first_line, replace(first, partners=(*first.partners, *draft.partners)))
    lines.read.drafts = list(found.values())
    return lines.read


def _difference(first: Any, other: Any, *, leaving: tuple[str, ...]) -> str:
    names = (name for name in first.__dataclass_fields__ if name not in leaving)
    return next((name for name in names if getattr(first, name) != getattr(other, name)), "")


def _project(lines: _Lines, line: int, cells: Cells) -> ProjectDraft:
    code, rate = lines.text(line, cells, "code"), cells.read("rate", parse_rate, "")
    currency = cells.raw("currency").strip().upper() or "EUR"
    given = cells.read("cost", parse_amount, 0)
    association = lines.text(line, cells, "association")
    part = cells.read("association_cost", parse_amount, 0)
    partners = (PartnerDraft(association=association, cost=_euros(part, rate)),) if association else ()
    percents = {
        name: cells.read(f"{name}_percent", parse_percent, missing)
        for name, missing in (("minimum", 1_500), ("minimum_cash", 0), ("maximum_in_kind", 10_000))
    }
    return ProjectDraft(
        key=_key("project", code),
        code=code,
        **{name: lines.text(line, cells, name) for name in ("title_fr", "title_en", "title_ar")},
        cost=_euros(given, rate),
        axis=code_of(lines.text(line, cells, "axis"), axes()),
        municipality=code_of(lines.text(line, cells, "municipality"), municipalities()),
        province=code_of(lines.text(line, cells, "province"), provinces()),
        currency=currency,
        rate=rate,
        foreign_minor=given if currency != "EUR" else None,
        rule=FundingRule(name=lines.text(line, cells, "rule"), **percents),
        starts_on=cells.read("starts_on", parse_any_date, None),
        ends_on=cells.read("ends_on", parse_any_date, None),
        receipt_eligible=cells.read("receipt_eligible", parse_yes_no, missing=True),
        partners=partners,
        pass_through=cells.read("pass_through", parse_yes_no, missing=False),
    )


def _euros(minor: int, rate: str) -> Money:
    """Return euros for cents of a currency of which ``rate`` units are one euro, rounded half up."""
    if not rate:
        return Money(minor)
    return Money(int((Decimal(minor) / Decimal(rate)).quantize(Decimal(1), ROUND_HALF_UP)))


_OF_PAYMENT: Final = attrgetter(
    "office", "payer", "received_on", "credited_on", "method", "currency", "rate", "cheque_number",
    "cheque_date", "bank", "receipt_issued_by", "returned_on", "return_code",
)  # fmt: skip


def read_payments(table: Table, *, today: date) -> Read:
    """Return a ``PaymentDraft`` for each reference; lines with one reference are its lines."""
    lines = _Lines(table, columns.PAYMENTS, ("ref", "office", "method", "kind", "amount"))
    found: dict[str, tuple[int, PaymentDraft]] = {}
    refused: set[str] = set()
    for line, cells in lines:
        draft = _payment(lines, line, cells, today)
        first = found.get(draft.ref)
        if cells.problems:
            lines.read.rejected.extend(Rejected(line, *problem) for problem in cells.problems)
            refused.add(draft.ref)
        elif first is None:
            found[draft.ref] = (line, draft)
        elif _OF_PAYMENT(first[1]) != _OF_PAYMENT(draft):
            column = _difference(first[1], draft, leaving=("key", "lines"))
            value = str(getattr(draft, column) or "")
            lines.read.rejected.append(Rejected(line, column, value, "differs_from_first_line"))
            refused.add(draft.ref)
        else:
            found[draft.ref] = (first[0], replace(first[1], lines=(*first[1].lines, *draft.lines)))
    # a payment with one bad line is refused whole
    lines.read.drafts = [pair for ref, pair in found.items() if ref not in refused]
    return lines.read


def _payment(lines: _Lines, line: int, cells: Cells, today: date) -> PaymentDraft:
    ref = lines.text(line, cells, "ref")
    currency = cells.raw("currency").strip().upper() or "EUR"
    rate = cells.read("rate", parse_rate, "")
    return PaymentDraft(
        key=_key("payment", ref),
        ref=ref,
        office=cells.raw("office").strip().upper(),
        payer=lines.text(line, cells, "payer"),
        received_on=cells.read("received_on", parse_date, None, today=today),
        credited_on=cells.read("credited_on", parse_date, None, today=today),
        method=coded("method", cells.raw("method")),
        lines=(_line(lines, line, cells, currency, rate),),
        currency=currency,
        rate=rate,
        cheque_number=lines.text(line, cells, "cheque_number"),
        cheque_date=cells.read("cheque_date", parse_any_date, None),
        bank=lines.text(line, cells, "bank"),
        receipt_issued_by=lines.text(line, cells, "receipt_issued_by"),
        returned_on=cells.read("returned_on", parse_date, None, today=today),
        return_code=lines.text(line, cells, "return_code"),
    )


def _line(lines: _Lines, line: int, cells: Cells, currency: str, rate: str) -> LineDraft:
    given = cells.read("amount", parse_amount, 0)
    amount = _euros(given, rate) if currency != "EUR" else Money(given)
    project, association = lines.text(line, cells, "project"), lines.text(line, cells, "association")
    allocations = (AllocationDraft(amount=amount, project=project, association=association),)
    counterpart = cells.read("counterpart_value", _counterpart, None)
    return LineDraft(
        kind=coded("kind", cells.raw("kind")),
        amount=amount,
        allocations=allocations if project or association else (),
        earmarked_by_donor=cells.read("earmarked_by_donor", parse_yes_no, missing=False),
        dues_year=cells.read("dues_year", parse_whole, None),
        counterpart=counterpart,
        counterpart_kind=coded("counterpart_kind", cells.raw("counterpart_kind")),
        description=lines.text(line, cells, "description", limit=2000),
        evidence=lines.text(line, cells, "evidence"),
        article=cells.raw("article").strip() or "200",
        pass_through=cells.read("pass_through", parse_yes_no, missing=False),
        foreign_minor=given if currency != "EUR" else None,
    )


def _counterpart(text: str) -> Money:
    return ZERO if text.strip() in ("0", "0,00", "0.00") else Money(parse_amount(text))


def read_recurring(table: Table) -> Read:
    """Return a ``RecurringGift`` for each line."""
    lines = _Lines(table, columns.RECURRING, ("ref", "payer", "amount", "frequency", "first_on"))
    for line, cells in lines:
        ref = lines.text(line, cells, "ref")
        facts: dict[str, Any] = {
            "key": _key("recurring_gift", ref),
            "ref": ref,
            **{
                name: lines.text(line, cells, name)
                for name in ("payer", "mandate_reference", "project", "association")
            },
            "office": cells.raw("office").strip().upper(),
            "amount": Money(cells.read("amount", parse_amount, 0)),
            "frequency": coded("frequency", cells.raw("frequency")),
            "day": cells.read("day", parse_whole, 0),
            "first_on": cells.read("first_on", parse_any_date, date.min),
            "last_on": cells.read("last_on", parse_any_date, None),
            "method": coded("method", cells.raw("method")) or "direct_debit",
            "iban": cells.read("iban", _iban, ""),
            "bic": cells.read("bic", _bic, ""),
            "mandate_signed_on": cells.read("mandate_signed_on", parse_any_date, None),
            "earmarked_by_donor": cells.read("earmarked_by_donor", parse_yes_no, missing=False),
        }
        lines.keep(line, cells, lambda facts=facts: RecurringGift(**facts))
    return lines.read


def _iban(text: str) -> str:
    try:
        return identifiers.iban(text)
    except identifiers.IdentifierInvalid as error:
        raise TypedError("iban_invalid") from error


def _bic(text: str) -> str:
    try:
        return identifiers.bic(text)
    except identifiers.IdentifierInvalid as error:
        raise TypedError("bic_invalid") from error
