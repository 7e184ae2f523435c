"""What the books hold of a person as a page that any browser shows, in his language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any, Final

from donations_app.domain.money import Money
from donations_app.i18n import N_
from donations_app.words.codes import DUES_STATES, FREQUENCIES, METHODS
from donations_app.words.consents import CHANNELS
from donations_app.words.documents import Words
from donations_app.words.entries import ACTS
from donations_app.words.people import FIELDS
from donations_app.words.situations import SITUATIONS

_STYLE: Final = (
    "body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#16211d}"
    "h1{font-size:1.5em}h2{font-size:1.1em;color:#0b6b5b;margin-top:2em}"
    "table{border-collapse:collapse;width:100%}"
    "td,th{border-bottom:1px solid #c9d2cd;padding:.3em .6em;text-align:start;vertical-align:top}"
)
_TABLES: Final[tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]] = (
    ("addresses", N_("Addresses"), (
        ("address", N_("Address")), ("address2", N_("More of the address")), ("postcode", N_("Postcode")),
        ("city", N_("City")), ("country", N_("Country")), ("since", N_("Since")), ("until", N_("Until")))),
    ("consents", N_("Agreements to be written to"), (
        ("channel", N_("By")), ("given", N_("Agreed")), ("on", N_("Day")))),
    ("situations", N_("Situation"), (
        ("kind", N_("Situation")), ("on", N_("Day")), ("former_name", N_("Former name")))),
    ("dues", N_("Dues"), (
        ("year", N_("Year")), ("fee_cents", N_("Amount")), ("paid_cents", N_("Paid")), ("state", N_("State")))),
    ("payments", N_("Payments"), (
        ("ref", N_("Reference")), ("received_on", N_("Day")), ("method", N_("Method")),
        ("amount_cents", N_("Amount")), ("refunded_cents", N_("Refunded")), ("receipt", N_("Receipt")))),
    ("recurring", N_("Recurring gifts"), (
        ("ref", N_("Reference")), ("amount_cents", N_("Amount")), ("frequency", N_("Frequency")),
        ("method", N_("Method")), ("first_on", N_("Since")), ("last_on", N_("Until")))),
    ("mandates", N_("Mandates"), (
        ("reference", N_("Reference")), ("iban", N_("IBAN")), ("since", N_("Since")))),
    ("receipts", N_("Tax receipts"), (
        ("number", N_("Number")), ("year", N_("Year")), ("issued_on", N_("Day")), ("amount_cents", N_("Amount")),
        ("is_cancelled", N_("Cancelled")))),
    ("sent", N_("Letters and e-mails sent"), (
        ("number", N_("Number")), ("channel", N_("By")), ("address", N_("Address")), ("at", N_("Day")))),
    ("letters", N_("Letters"), (
        ("on", N_("Day")), ("subject", N_("Subject")), ("step", N_("Kind")), ("channel", N_("By")))),
    ("other_records", N_("Other records"), (
        ("ref", N_("Reference")), ("name", N_("Name")), ("place", N_("Address")))),
)  # fmt: skip
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "method": METHODS, "frequency": FREQUENCIES, "channel": CHANNELS, "kind": SITUATIONS, "state": DUES_STATES,
}  # fmt: skip
_YES_NO: Final = {True: N_("Yes"), False: N_("No")}


def page_of(data: Mapping[str, Any], language: str) -> str:
    """Return the page.

    Args:
        data: of ``own_data``.
        language: of the person: ``fr``, ``en`` or ``ar``.
    """
    words = Words(language)
    title = words(N_("What we hold of {name}"), name=words.piece(data["person"]["name"]))
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(_held(words, data))}</p>", _facts(words, data)]
    for key, heading, columns in _TABLES:
        rows = [
            [_cell(words, name, row.get(name, "")) for name, _title in columns] for row in data.get(key, ())
        ]
        parts.append(_table(words(heading), [words(told) for _name, told in columns], rows))
    parts.append(_history(words, data))
    turned = "rtl" if language == "ar" else "ltr"
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return (
        f'<!doctype html><html lang="{language}" dir="{turned}"><head>{head}</head>'
        f"<body>{''.join(parts)}</body></html>"
    )


def _held(words: Words, data: Mapping[str, Any]) -> str:
    on = date.fromisoformat(data["on"])
    told = N_("Held by {organisation}, on {day}. The same stands in data.json for programs.")
    return words(told, organisation=words.piece(data["held_by"]), day=words.day(on))


def _facts(words: Words, data: Mapping[str, Any]) -> str:
    person = data["person"]
    rows = [
        [words(FIELDS[name]), _cell(words, "", value)] for name, value in person.items() if name in FIELDS
    ]
    return _table(words(N_("Facts")), [], [[words(N_("Reference")), words.piece(person["ref"])], *rows])


def _history(words: Words, data: Mapping[str, Any]) -> str:
    rows = [
        [
            words.day(date.fromisoformat(one["at"][:10])),
            words(ACTS[one["what"]]) if one["what"] in ACTS else one["what"],
            words.listed(words(FIELDS[of["name"]]) for of in one["changes"] if of["name"] in FIELDS),
            one["office"],
        ]
        for one in data["history"]
    ]
    heads = [words(told) for told in (N_("Day"), N_("What was done"), N_("Fields"), N_("Office"))]
    return _table(words(N_("History of changes")), heads, rows)


def _table(heading: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    if not lines:
        return ""
    top = f"<tr>{_cells('th', heads)}</tr>" if heads else ""
    return f"<h2>{escape(heading)}</h2><table>{top}{lines}</table>"


def _cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)


def _cell(words: Words, name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return words(_YES_NO[value])
    if name.endswith("_cents"):
        return words.money(Money(value))
    if name in _WORDS and value in _WORDS[name]:
        return words(_WORDS[name][value])
    if name in ("on", "at", "since", "until") or name.endswith("_on"):
        return words.day(date.fromisoformat(str(value)[:10]))
    return words.piece(str(value))
