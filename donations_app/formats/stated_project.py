"""A project as words FIELD=VALUE state it: read as the lines of a file are; what is not stated stays."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.money import Money
from donations_app.domain.projects import FACTS, PartnerDraft, ProgrammeDraft, ProjectDraft
from donations_app.domain.typed import TypedError, clean_text, is_blank, parse_any_date
from donations_app.formats import columns
from donations_app.formats.project_drafts import read_projects
from donations_app.formats.stated_payment import plain_amount
from donations_app.formats.tables import Table, TableRow

BUDGET: Final = ("cost", "currency", "rate", "eligible_cost", "cash_budget", "unassigned")
_OF_PARTNER: Final = ("association", "association_cost")
_OF_RULE: Final = ("rule", "minimum_percent", "minimum_cash_percent", "maximum_in_kind_percent")
STATED: Final = (*FACTS, *BUDGET)
PROGRAMME: Final = ("title_fr", "title_en", "title_ar", "starts_on", "ends_on")
_UNNAMED: Final = "?"
_DAYS: Final = ("starts_on", "ends_on")


class PartnerWords(Struct, frozen=True):
    """Associations that join, that carry another part, and that leave: a part is typed, empty where not stated."""

    join: tuple[tuple[str, str], ...] = ()
    part: tuple[tuple[str, str], ...] = ()
    leave: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.join or self.part or self.leave)


_NONE_NAMED: Final = PartnerWords()


def new_project(values: Mapping[str, str], joining: Sequence[tuple[str, str]] = ()) -> ProjectDraft:
    """Return a new project as it is stated, with the associations that carry it and their typed parts.

    Raises:
        InputRefused: a field is not known, missing, or its value cannot be taken.
    """
    known = tuple(name for name in columns.PROJECTS if name not in _OF_PARTNER)
    texts = _named(values, known)
    return replace(_read(texts, joining), key=uuid4())


def stated_project(
    values: Mapping[str, str],
    standing: ProjectDraft,
    partners: PartnerWords = _NONE_NAMED,
    *,
    known: tuple[str, ...] = STATED,
) -> ProjectDraft:
    """Return a project of which some fields are stated otherwise; the others stay as they stand.

    Parts of the associations are in the currency of the project; with another rate they are converted anew.

    Args:
        values: by the name of a column of projects, in English or French; empty: none any more.
        standing: the project as it is recorded, with its budget.
        partners: who joins, leaves, or carries another part.
        known: the fields that may be stated.

    Raises:
        InputRefused: a field is not known, its value cannot be taken, or an association does not carry the project.
    """
    named = _named(values, known)
    rows = _partner_cells(standing, partners)
    whole = _read(cells_of(standing) | named, rows)
    return replace(
        whole, key=standing.key, code=standing.code, rule=standing.rule, **_kept_parts(named, standing, whole)
    )


def _kept_parts(named: Mapping[str, str], standing: ProjectDraft, whole: ProjectDraft) -> dict[str, Any]:
    """Return what of the cost is eligible and in cash where that is not stated: it follows the rate alone."""
    kept: dict[str, Any] = {}
    for name, column in (("eligible", "eligible_cost"), ("cash", "cash_budget")):
        part = getattr(standing, name)
        if column in named:
            continue
        if part is not None and whole.currency == standing.currency and whole.rate != standing.rate:
            moved = Decimal(part.cents) * Decimal(standing.rate) / Decimal(whole.rate)
            part = Money(int(moved.quantize(Decimal(1), ROUND_HALF_UP)))
        kept[name] = part
    return kept


def _partner_cells(standing: ProjectDraft, words: PartnerWords) -> list[tuple[str, str]]:
    """Return each association with its part as it would be typed."""
    cells = {one.association: _part_cell(standing, one) for one in standing.partners}
    named = [("leave", ref) for ref in words.leave] + [("part", ref) for ref, _typed in words.part]
    found = [Problem(option, "not_partner", ref) for option, ref in named if ref not in cells]
    found += [Problem("join", "partner_already", ref) for ref, _typed in words.join if ref in cells]
    if found:
        raise InputRefused(found)
    whole = {**cells, **dict(words.part), **dict(words.join)}
    return [(ref, typed) for ref, typed in whole.items() if ref not in words.leave]


def part_cells(draft: ProjectDraft) -> dict[str, str]:
    """Return the part of each association as it would be typed, by ``association.REF``; ``?`` where not stated."""
    return {f"association.{one.association}": _part_cell(draft, one) or "?" for one in draft.partners}


def changed_cells(before: ProjectDraft, after: ProjectDraft) -> list[tuple[str, str, str]]:
    """Return what two drafts of a project state otherwise: the field, and each value as one would type it."""
    old, new = (cells_of(one) | part_cells(one) for one in (before, after))
    names = [*FACTS, *BUDGET, *sorted({*old, *new} - {*FACTS, *BUDGET, "code"})]
    return [(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name) != new.get(name)]


def _part_cell(standing: ProjectDraft, one: PartnerDraft) -> str:
    minor = one.cost.cents if one.foreign_minor is None else one.foreign_minor
    if one.foreign_minor is None and standing.currency != "EUR":
        minor = _minor(one.cost, standing.rate)
    return plain_amount(minor) if minor else ""


def _minor(euros: Money, rate: str) -> int:
    """Return what euros are in a currency, by its rate."""
    return int((Decimal(euros.cents) * Decimal(rate or 1)).quantize(Decimal(1), ROUND_HALF_UP))


def cells_of(draft: ProjectDraft) -> dict[str, str]:
    """Return what is known of a project as the cells of a line; parts of the cost in its currency."""
    cells = {name: _cell(getattr(draft, name)) for name in (*FACTS, "code", "currency", "rate", "unassigned")}
    minor = draft.cost.cents if draft.foreign_minor is None else draft.foreign_minor
    if draft.foreign_minor is None and draft.currency != "EUR":
        minor = _minor(draft.cost, draft.rate)
    cells["cost"] = plain_amount(minor)
    cells["rate"] = draft.rate if draft.currency != "EUR" else ""
    for name, column in (("eligible", "eligible_cost"), ("cash", "cash_budget")):
        part = getattr(draft, name)
        cells[column] = "" if not part else plain_amount(_minor(part, draft.rate))
    return cells


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _read(texts: Mapping[str, str], partners: Sequence[tuple[str, str]]) -> ProjectDraft:
    """Return the project that lines of a file would state, one for each association."""
    whole = {"code": _UNNAMED, "title_fr": "", "cost": "", **texts}
    headings = (*whole, *_OF_PARTNER)
    lines = [TableRow(n, (*whole.values(), *cells)) for n, cells in enumerate(partners or [("", "")], 1)]
    read = read_projects(Table("", headings, lines, ""))
    if read.rejected:
        raise InputRefused(
            [
                Problem(one.column, one.problem, one.value, dict(one.data))
                for one in read.rejected
                if one.line == read.rejected[0].line
            ]
        )
    draft: ProjectDraft = read.drafts[0][1]
    return draft


def _named(values: Mapping[str, str], known: tuple[str, ...]) -> dict[str, str]:
    """Return values by the columns that their names mean."""
    meant = columns.meanings(tuple(values), columns.PROJECTS)
    choices = {"choices": tuple(known)}
    if unknown := [name for name, column in zip(values, meant, strict=True) if column not in known]:
        raise InputRefused([Problem(name, "choice_unknown", name, choices) for name in unknown])
    return dict(zip(meant, values.values(), strict=True))


def stated_programme(values: Mapping[str, str], standing: ProgrammeDraft | None = None) -> ProgrammeDraft:
    """Return a programme of which some fields are stated; the others stay as they stand.

    Args:
        values: by field: ``code`` (of a new one alone), titles, ``starts_on``, ``ends_on``.
        standing: the programme as it is recorded; ``None`` for a new one.

    Raises:
        InputRefused: a field is not known, or its value cannot be taken.
    """
    known = PROGRAMME if standing else ("code", *PROGRAMME)
    named = _named(values, known)
    facts: dict[str, Any] = {}
    for name, text in named.items():
        try:
            if is_blank(text):
                facts[name] = None if name in _DAYS else ""
            else:
                facts[name] = parse_any_date(text) if name in _DAYS else clean_text(text)
        except TypedError as error:
            raise InputRefused([Problem(name, error.problem, text)]) from error
    return replace(standing or ProgrammeDraft(key=uuid4(), code="", title_fr=""), **facts)
