"""Projects and programmes as JSON names them."""

from datetime import date
from typing import Any, Final

from donations_app.db.queries.project_card import Budget, ProjectCard
from donations_app.db.queries.project_list import Carrier, ProjectRow
from donations_app.db.queries.project_standing import StandingOn
from donations_app.domain.money import Money
from donations_app.domain.projects import FACTS, ProgrammeDraft, ProjectDraft
from donations_app.domain.translated import translated
from donations_app.formats.stated_project import changed_cells
from donations_app.i18n import language
from donations_app.words.projects import reference_names

_PROGRAMME: Final = ("code", "title_fr", "title_en", "title_ar", "starts_on", "ends_on")


def project_data(row: ProjectRow) -> dict[str, Any]:
    """Return a project: codes as they are, their names in the chosen language beside them."""
    names = reference_names(row, language())
    facts: dict[str, Any] = {"code": row.code, "title": row.title(language()), "short": row.short(language())}
    facts |= {name: _plain(getattr(row, name)) for name in FACTS}
    facts |= {f"{name}_name": told or None for name, told in names.items()}
    left = row.unassigned_cost
    return (
        facts
        | _money(row)
        | {
            "cost_unassigned_cents": None if left is None else left.cents,
            "associations": [_carrier(one) for one in row.associations],
        }
    )


def _money(one: ProjectRow | Budget) -> dict[str, Any]:
    parts = {"eligible_cents": one.eligible, "cash_cents": one.cash}
    return {
        "cost_cents": one.cost.cents,
        "currency": one.currency,
        "rate": one.rate or None,
        "foreign_minor": one.foreign_minor,
        **{name: None if part is None else part.cents for name, part in parts.items()},
        "unassigned": one.unassigned,
    }


def _carrier(one: Carrier) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "name": one.name,
        "cost_cents": one.cost.cents or None,
        "foreign_minor": one.foreign_minor,
    }


def card_data(card: ProjectCard) -> dict[str, Any]:
    """Return a project with its budgets, what stands on it, and its journal."""
    return project_data(card.facts) | {
        "budgets": [_budget(one) for one in card.budgets],
        **standing_data(card.standing),
        "history": [
            {"at": one.at.isoformat(), "who": one.who, "what": one.kind, "record": one.record}
            for one in card.entries
        ],
    }


def _budget(one: Budget) -> dict[str, Any]:
    return {
        "since": _plain(one.since),
        "until": _plain(one.until),
        "superseded": one.is_superseded,
        **_money(one),
        "associations": [_carrier(part) for part in one.associations],
        "reason": one.reason or None,
        "recorded_on": one.recorded_on.isoformat(),
        "recorded_at": _plain(one.recorded_at),
        "recorded_by": one.recorded_by or None,
        "changes": [
            {"what": what, "before": _plain(before), "after": _plain(after)}
            for what, before, after in one.changes
        ],
    }


def standing_data(standing: StandingOn) -> dict[str, Any]:
    """Return the money on a project by association, and the agreed gifts that go to it."""
    return {
        "standing": [
            {"association": ref or None, "amount_cents": some.cents} for ref, some in standing.money
        ],
        "standing_cents": standing.total.cents,
        "recurring": [
            {
                "ref": one.ref,
                "payer": one.payer,
                "association": one.association or None,
                "amount_cents": one.amount.cents,
                "frequency": one.frequency,
                "last_on": _plain(one.last_on),
            }
            for one in standing.gifts
        ],
    }


def changes_of(before: ProjectDraft, after: ProjectDraft) -> list[dict[str, Any]]:
    """Return what two drafts of a project state otherwise, each as one would type it."""
    return [
        {"what": name, "ref": before.code, "before": old or None, "after": new or None}
        for name, old, new in changed_cells(before, after)
    ]


def programme_data(one: ProgrammeDraft) -> dict[str, Any]:
    """Return a programme."""
    title = translated(language(), one.title_fr, one.title_en, one.title_ar)
    return {"title": title} | {name: _plain(getattr(one, name)) for name in _PROGRAMME}


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return value.cents
    return value.isoformat() if isinstance(value, date) else None if value == "" else value
