"""What ``close`` answers: as data, and in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from donations_app.db.queries.closings import ClosedYear, LatePayment
from donations_app.domain.closing import ClosingContent, Figures, Flow, Numbers, OpenThing, Standing
from donations_app.i18n import _, count, day, isolated, labelled, money
from donations_app.services.closing.years import Readiness
from donations_app.words.closing import WHY, command_of, open_thing_words, state_words
from donations_app.words.codes import KINDS, METHODS, together, word


def problem_data(one: OpenThing, last_on: date, year: int) -> dict[str, Any]:
    """Return what stands open as the contract of the command line names it."""
    return {
        "code": one.code,
        "count": one.count,
        "amount_cents": None if one.amount is None else one.amount.cents,
        "stops": one.stops,
        "refs": list(one.refs),
        "message": open_thing_words(one),
        "command": command_of(one, year=year, last_on=last_on.isoformat()),
    }


def closed_data(one: ClosedYear) -> dict[str, Any]:
    """Return a closed year."""
    return {
        "year": one.year,
        "first_on": one.first_on.isoformat(),
        "last_on": one.last_on.isoformat(),
        "closed_on": one.closed_on.isoformat(),
        "closed_by": one.closed_by,
        "accepted": list(one.accepted),
        "sha256": one.sha256,
    }


def content_data(content: ClosingContent) -> dict[str, Any]:
    """Return what was frozen with a closing."""
    return {
        "first_on": content.first_on.isoformat(),
        "last_on": content.last_on.isoformat(),
        "closed_on": content.closed_on.isoformat(),
        "closed_by": content.closed_by,
        "heads": [{"origin": origin, "n": n, "head": head} for origin, n, head in content.heads],
        **figures_data(content.figures),
    }


def figures_data(figures: Figures) -> dict[str, Any]:
    """Return the figures of a year."""
    opening = figures.opening
    return {
        "payments": figures.payments,
        "amount_cents": figures.amount.cents,
        "flows": [_flow_data(one) for one in figures.flows],
        "receipts": [_numbers_data(one) for one in figures.receipts],
        "opening": {
            "left_cents": opening.left.cents,
            "earmarked_cents": opening.earmarked.cents,
            "places": [_place_data(one) for one in opening.standing],
            "undeposited": [
                {"method": one.method, "count": one.count, "amount_cents": one.amount.cents}
                for one in opening.undeposited
            ],
            "instalments": {
                "count": opening.instalments_open,
                "amount_cents": opening.instalments_amount.cents,
            },
        },
    }


def _flow_data(one: Flow) -> dict[str, Any]:
    return {
        "kind": one.kind, "method": one.method, "count": one.count, "amount_cents": one.amount.cents,
        "back_count": one.back_count, "back_cents": one.back.cents, "left_cents": one.left.cents,
    }  # fmt: skip


def _numbers_data(one: Numbers) -> dict[str, Any]:
    return {
        "series": one.series, "first": one.first or None, "last": one.last or None, "count": one.count,
        "cancelled": one.cancelled, "amount_cents": one.amount.cents,
    }  # fmt: skip


def _place_data(one: Standing) -> dict[str, Any]:
    return {
        "project": one.place or None, "title": one.title, "amount_cents": one.amount.cents,
        "spent_cents": one.spent.cents, "left_cents": one.left.cents, "earmarked_cents": one.earmarked.cents,
    }  # fmt: skip


def late_data(one: LatePayment) -> dict[str, Any]:
    """Return a payment that came late."""
    return {
        "payment": one.ref, "on": one.on.isoformat(), "entered_on": one.entered_on.isoformat(),
        "amount_cents": one.amount.cents, "reason": one.reason,
    }  # fmt: skip


def open_lines(ready: Readiness, things: Sequence[OpenThing]) -> list[str]:
    """Say what stands open, each with the command that lists it."""
    if not things:
        return [_("Nothing stands open.")]
    lines = []
    for one in things:
        lines.append(f"{open_thing_words(one)} ({state_words(one)})")
        command = command_of(one, year=ready.year, last_on=ready.last_on.isoformat())
        lines.append("    " + _(WHY[one.code]) + " " + isolated(command))
    return lines


def closed_line(one: ClosedYear) -> str:
    """Say when a year was closed, and by whom."""
    return _("{year}: closed on {on} by {who}, from {first} to {last}").format(
        year=isolated(str(one.year)), on=day(one.closed_on), who=isolated(one.closed_by),
        first=day(one.first_on), last=day(one.last_on),
    )  # fmt: skip


def figure_lines(figures: Figures) -> list[str]:
    """Say the figures of a year."""
    opening = figures.opening
    lines = [
        _("Payments: {count}, {amount}").format(count=count(figures.payments), amount=money(figures.amount))
    ]
    lines += [
        "  "
        + labelled(
            together(word(KINDS, one.kind), word(METHODS, one.method)),
            f"{count(one.count)}  {money(one.left)}",
        )
        for one in figures.flows
    ]
    told = _("Receipts {series}: {first} to {last}, {count} issued, {cancelled} cancelled")
    lines += [
        told.format(series=isolated(one.series), first=isolated(one.first or "–"), last=isolated(one.last or "–"),
                    count=count(one.count), cancelled=count(one.cancelled))
        for one in figures.receipts
    ]  # fmt: skip
    lines.append(_("The next year opens with {amount}, of which donors earmarked {earmarked}").format(
        amount=money(opening.left), earmarked=money(opening.earmarked)))  # fmt: skip
    general = _("General fund")
    lines += [
        "  " + labelled(isolated(one.place) if one.place else general, money(one.left))
        for one in opening.standing
    ]
    lines += [
        _("Not yet at the bank, {method}: {count}, {amount}").format(
            method=word(METHODS, one.method), count=count(one.count), amount=money(one.amount))
        for one in opening.undeposited
    ]  # fmt: skip
    if opening.instalments_open:
        lines.append(_("Instalments late or missed: {count}, {amount}").format(
            count=count(opening.instalments_open), amount=money(opening.instalments_amount)))  # fmt: skip
    return lines


def late_line(one: LatePayment) -> str:
    """Say a payment that came late."""
    told = _("{ref} of {on} came after its year was closed: entered on {entered_on}, {amount}")
    return told.format(
        ref=isolated(one.ref), on=day(one.on), entered_on=day(one.entered_on), amount=money(one.amount)
    )
