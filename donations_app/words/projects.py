"""What is said of projects: states, where they are, what they cost, what a change of them changes."""

from datetime import date
from functools import cache
from typing import Any, Final

from donations_app.db.queries.project_card import Budget
from donations_app.db.queries.project_list import Carrier, ProjectRow
from donations_app.domain.money import Money
from donations_app.domain.typed import parse_amount
from donations_app.formats.reference import axes, municipalities, provinces
from donations_app.i18n import (
    N_,
    _,
    count,
    day,
    figures,
    isolated,
    labelled,
    language,
    money,
    money_in,
    ngettext,
)
from donations_app.words.codes import together
from donations_app.words.imports import COLUMNS

STATES: Final = {
    "idea": N_("Idea"),
    "seeking": N_("Seeking money"),
    "running": N_("Running"),
    "done": N_("Completed"),
}
# what money counts for that names the project alone
UNASSIGNED: Final = {
    "project": N_("the project itself"),
    "carrier": N_("its one association"),
    "parts": N_("all associations by their parts"),
}
_REFERENCE: Final = ("axis", "action", "municipality", "province")
_FIELDS: Final = {"eligible": "eligible_cost", "cash": "cash_budget"}


def reference_names(row: ProjectRow, tongue: str) -> dict[str, str]:
    """Return what axis, action, municipality and province of a project are called; a code that is not known as it is."""
    return {name: _named(name, getattr(row, name), tongue) for name in _REFERENCE}


def _named(field: str, code: str, tongue: str) -> str:
    return _names(field, tongue).get(code, code)


@cache
def _names(field: str, tongue: str) -> dict[str, str]:
    known: dict[str, Any] = {
        "axis": axes(), "action": [one for axis in axes() for one in axis.actions],
        "municipality": municipalities(), "province": provinces(),
    }  # fmt: skip
    return {one.code: one.name(tongue) for one in known[field]}


def cost_words(cost: Money, currency: str, foreign_minor: int | None) -> str:
    """Return a cost in euros, and in its own currency where it has one."""
    if currency == "EUR" or foreign_minor is None:
        return money(cost)
    return f"{money(cost)} ({isolated(money_in(foreign_minor, currency))})"


def carrier_words(one: Carrier, currency: str) -> str:
    """Return an association with its part of the cost."""
    part = cost_words(one.cost, currency, one.foreign_minor) if one.cost else _("part not stated")
    return labelled(f"{isolated(one.ref)}  {one.name}", part)


def unassigned_words(row: ProjectRow) -> str:
    """Return what of the cost no association has; nothing where all is assigned or no association carries it."""
    left = row.unassigned_cost
    if not row.associations or not left:
        return ""
    return _("Part of no association: {amount}").format(amount=money(left))


def project_line(row: ProjectRow) -> str:
    """Return a project in one line: code, title, place, state, cost."""
    places = reference_names(row, language())
    where = places["municipality"] or places["province"]
    cost = cost_words(row.cost, row.currency, row.foreign_minor)
    parts = (isolated(row.code), row.title(language()), where, _(STATES[row.state]), cost)
    return "  ".join(part for part in parts if part)


def project_lines(row: ProjectRow) -> list[str]:
    """Return all facts of a project, what it costs and who carries it, a line each."""
    names = reference_names(row, language())
    days = [day(one) if one else "…" for one in (row.starts_on, row.ends_on)]
    served = (
        ngettext("{count} person served", "{count} people served", row.people_served).format(
            count=count(row.people_served)
        )
        if row.people_served is not None
        else ""
    )
    facts = [
        names["axis"], names["action"], together(*filter(None, (names["municipality"], names["province"]))),
        labelled(_("Programme"), isolated(row.programme)) if row.programme else "", served,
        " – ".join(days) if row.starts_on or row.ends_on else "",
        "" if row.receipt_eligible else _("Gives no right to a receipt"),
        _("For somebody else") if row.pass_through else "",
    ]  # fmt: skip
    money_ = [
        labelled(_(COLUMNS[_FIELDS[name]]), money(part))
        for name in _FIELDS
        if (part := getattr(row, name)) is not None
    ]
    carriers = [carrier_words(one, row.currency) for one in row.associations]
    rule = labelled(_("Money without an association counts for"), _(UNASSIGNED[row.unassigned]))
    return [
        project_line(row),
        *filter(None, facts),
        *money_,
        *carriers,
        *filter(None, [unassigned_words(row)]),
        rule,
    ]


def budget_lines(one: Budget) -> list[str]:
    """Return a budget: from when, what it costs, why, who recorded it, and what it changed."""
    since = _("from {day}").format(day=day(one.since)) if one.since else _("from the beginning")
    head = labelled(since, cost_words(one.cost, one.currency, one.foreign_minor))
    who = _("recorded on {day} by {who}").format(day=day(one.recorded_on), who=isolated(one.recorded_by))
    gone = _("replaced by a later word about the same day") if one.is_superseded else ""
    told = "  ".join(part for part in (head, one.reason, who, gone) if part)
    return [told, *("    " + _budget_change(one.currency, *change) for change in one.changes)]


def _budget_change(currency: str, what: str, before: Any, after: Any) -> str:
    if what != "foreign_minor":
        return change_words(what, before, after)
    told = ("–" if units is None else money_in(units, currency) for units in (before, after))
    return _("{what}: {before} > {after}").format(
        what=_(COLUMNS["cost"]), before=next(told), after=next(told)
    )


def change_words(what: str, before: Any, after: Any) -> str:
    """Return what a change of a project changes: a field, or the part of an association."""
    column = _FIELDS.get(what, what)
    name = _(COLUMNS[column]) if column in COLUMNS else isolated(what.removeprefix("association."))
    told = _("{what}: {before} > {after}")
    return told.format(what=name, before=_value(what, before), after=_value(what, after))


def _value(what: str, value: Any) -> str:
    if isinstance(value, Money):
        return money(value) if value else _("part not stated")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if value in (None, ""):
        return "–"
    if isinstance(value, date):
        return day(value)
    return _typed(what, str(value))


def _typed(what: str, value: str) -> str:
    """Return a value as it is typed, in words: the amounts are those of the currency of the project."""
    if what in ("cost", "eligible_cost", "cash_budget") or what.startswith("association."):
        return _("part not stated") if value == "?" else isolated(figures(Money(parse_amount(value))))
    if what in ("state", "unassigned"):
        return _({**STATES, **UNASSIGNED}[value])
    if what in ("starts_on", "ends_on"):
        return day(date.fromisoformat(value))
    if what in _REFERENCE:
        return _named(what, value, language())
    return isolated(value)
