"""A deposit slip as answers and lines say it."""

from typing import Any

from donations_app.db.queries.slips import SlipRow
from donations_app.i18n import _, count, day, isolated, ngettext
from donations_app.words.bank_amounts import amount_words
from donations_app.words.codes import METHODS, SLIP_STATES, together, word


def slip_data(row: SlipRow) -> dict[str, Any]:
    """Return a slip as JSON."""
    return {
        "ref": row.number,
        "office": row.office,
        "method": row.method,
        "made_on": row.made_on.isoformat(),
        "count": row.count,
        "sum_cents": row.amount.cents,
        "currency": row.currency,
        "account": row.iban,
        "state": row.state,
        "handed_in_on": row.handed_in_on.isoformat() if row.handed_in_on else None,
        "credited_on": row.credited_on.isoformat() if row.credited_on else None,
        "bank_reference": row.bank_reference or None,
        "cancelled_on": row.cancelled_on.isoformat() if row.cancelled_on else None,
        "reason": row.reason or None,
    }


def slip_line(row: SlipRow) -> str:
    """Return a slip in one line."""
    return "  ".join(
        (
            isolated(row.number),
            day(row.made_on),
            counted(row.method, row.count),
            amount_words(row.amount.cents, row.currency),
            state_line(row),
        )
    )


def counted(method: str, number: int) -> str:
    """Return how many cheques, or payments in cash."""
    if method == "cheque":
        return ngettext("{count} cheque", "{count} cheques", number).format(count=count(number))
    told = ngettext("{count} payment", "{count} payments", number).format(count=count(number))
    return together(word(METHODS, method), told)


def state_line(row: SlipRow) -> str:
    """Return where a slip stands, with the day and what is known of it."""
    told = _(SLIP_STATES[row.state][0])
    on = {"handed_in": row.handed_in_on, "credited": row.credited_on, "cancelled": row.cancelled_on}.get(
        row.state
    )
    more = {"credited": row.bank_reference, "cancelled": row.reason}.get(row.state, "")
    return " ".join(filter(None, (told, day(on) if on else "", isolated(more) if more else "")))
