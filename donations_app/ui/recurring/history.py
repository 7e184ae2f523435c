"""What was done with an agreed gift, in words: agreed, changed, paused, resumed, forgiven, matched, stopped."""

from datetime import date
from typing import Any

from donations_app.db.queries.agreements import AgreementAct, terms_before
from donations_app.db.queries.instalments import AgreedGift, Agreement
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.ui.recurring.table import project_title
from donations_app.words.codes import METHODS, link_words, per, together, word
from donations_app.words.entries import act_words


def act_told(act: AgreementAct, gift: Agreement) -> str:
    """Return what was done, with the terms, days and reasons of it; nothing of what another act tells whole."""
    row = act.row
    if act.kind == "recurring_gift.changed":  # the new terms tell it
        return ""
    links = link_words(act.continues, act.continued_by)
    if act.kind == "recurring_gift.agreed":
        return together(_agreed(row, gift), *links)
    told = labelled(act_words(act.kind).capitalize(), _when(act.kind, row))
    reason = row.get("taken_back_reason") or row.get("reason") or row.get("end_reason") or ""
    beside = [isolated(text) for text in (act.payment, reason) if text]
    return together(told, *beside, *links)


def _when(kind: str, row: Any) -> str:
    """Return the days of which an act speaks."""
    if kind == "recurring_gift.stopped":
        return _day(row.get("last_on"))
    if kind in ("recurring_gift.paused", "recurring_gift.resumed"):
        first, last = _day(row.get("first_on")), _day(row.get("last_on"))
        if not last:
            return _("from {first} on").format(first=first)
        return _("from {first} to {last}").format(first=first, last=last)
    return _day(row.get("due_on"))


def _day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _agreed(row: Any, gift: Agreement) -> str:
    ref = row.get("other_ref") or gift.ref
    terms = next((one for one in gift.terms if one.ref == ref), gift.terms[0])
    before = terms_before(gift, terms.ref)
    if before is None:
        return labelled(_("Agreed"), per(money(terms.amount), terms.frequency))
    told = _("From {first} on").format(first=day(terms.first_on))
    return labelled(told, together(*_changes(before, terms)))


def _changes(before: AgreedGift, after: AgreedGift) -> list[str]:
    """Return what is agreed otherwise, from what to what."""
    pairs = (
        (per(money(before.amount), before.frequency), per(money(after.amount), after.frequency)),
        (project_title(before.titles, before.project), project_title(after.titles, after.project)),
        (word(METHODS, before.method), word(METHODS, after.method)),
        (day_of_month(before.day), day_of_month(after.day)),
    )
    return [_("{before}, then {after}").format(before=old, after=new) for old, new in pairs if old != new]


def day_of_month(number: int) -> str:
    """Return ``on day 5``."""
    return _("on day {number}").format(number=isolated(str(number)))
