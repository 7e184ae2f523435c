"""What a change is, in words: the fact with the name by which one states it, its value before and after."""

from datetime import date
from typing import Any, Final

from donations_app.domain.money import Money
from donations_app.domain.tracing import FieldChange
from donations_app.domain.typed import parse_amount
from donations_app.i18n import N_, _, day, isolated, money
from donations_app.words.codes import KINDS, METHODS, together, word
from donations_app.words.fields import NAMES
from donations_app.words.people import FIELDS as PERSON
from donations_app.words.people import value_words

_DEATHS: Final = {"deceased_on": N_("Died"), "second_deceased_on": N_("Second died")}
_WORDS: Final = {"kind": KINDS, "method": METHODS, "earmarked_by_donor": {"yes": N_("Yes"), "no": N_("No")}}


def person_change(name: str, before: Any, after: Any) -> str:
    """Return a line for a fact of a person."""
    label = (PERSON | _DEATHS).get(name, "")
    return _change(label, name, *(_of_person(name, value) for value in (before, after)))


def history_change(change: FieldChange) -> str:
    """Return a line for a fact of a person in a history, by its name alone."""
    label = (PERSON | _DEATHS).get(change.name, "")
    values = (_of_person(change.name, value) for value in (change.before, change.after))
    return _told(_(label) if label else change.name, *values)


def payment_change(what: str, before: str, after: str) -> str:
    """Return a line for a fact of a payment, or of a line of it as ``line.2.amount``, as one states them."""
    name = what.rpartition(".")[2]
    return _change(NAMES.get(name, ""), what, *(_of_payment(name, value) for value in (before, after)))


def _change(label: str, name: str, before: str, after: str) -> str:
    return _told(f"{_(label)} ({isolated(name)})" if label else isolated(name), before, after)


def _told(what: str, before: str, after: str) -> str:
    told = _("{what}: {before} > {after}")
    return told.format(what=what, before=isolated(before or "–"), after=isolated(after or "–"))


def _of_person(name: str, value: Any) -> str:
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if name in _DEATHS and value:
        return day(value if isinstance(value, date) else date.fromisoformat(value))
    return value_words(name, value) if value else ""


def _of_payment(name: str, value: str) -> str:
    if not value:
        return ""
    if name == "projects":
        return together(*map(_part, value.split(",")))
    if name in ("amount", "counterpart_value"):
        return money(Money(parse_amount(value)))
    return (
        day(date.fromisoformat(value))
        if name.endswith(("_on", "_date"))
        else word(_WORDS.get(name, {}), value)
    )


def _part(text: str) -> str:
    """Return one part of a split: where it stands, and how much."""
    target, _colon, amount = text.rpartition(":")
    where = isolated(target) if target else _("General fund")
    return f"{where} {money(Money(parse_amount(amount)))}"
