"""A run of direct debits as answers and lines say it."""

from collections.abc import Callable, Sequence
from typing import Any

from donations_app.db.queries.collections import LineRow, RunRow
from donations_app.domain.waiting_debits import Doubtful
from donations_app.i18n import _, count, day, isolated, labelled, money, ngettext
from donations_app.words.debits import RUN_STATES
from donations_app.words.returns import code_words, fee_words
from donations_app.words.waiting_debits import waits_words


def counted(number: int) -> str:
    """Return how many debits there are."""
    return ngettext("{count} direct debit", "{count} direct debits", number).format(count=count(number))


def run_data(row: RunRow) -> dict[str, Any]:
    """Return a run as JSON."""
    return {
        "ref": row.number,
        "state": row.state,
        "account": row.iban,
        "format": row.format,
        "collected_on": row.collected_on.isoformat(),
        "made_at": row.made_at.isoformat(),
        "made_by": row.made_by,
        "count": row.count,
        "sum_cents": row.amount.cents,
        "batches": [
            {
                "sequence": one.sequence,
                "count": one.count,
                "sum_cents": one.amount.cents,
                "waiting": one.waiting,
            }
            for one in row.batches
        ],
        "waiting": sum(one.waiting for one in row.batches),
        "sent_on": row.sent_on.isoformat() if row.sent_on else None,
        "sent_by": row.sent_by or None,
        "cancelled_on": row.cancelled_on.isoformat() if row.cancelled_on else None,
        "reason": row.reason or None,
    }


def doubts_data(
    found: Sequence[Doubtful], words: Callable[[Doubtful], str] = waits_words
) -> list[dict[str, Any]]:
    """Return debits of runs that would not be collected so today, as warnings."""
    return [
        {
            "code": "debit_doubtful",
            "why": one.why,
            "run": one.debit.run,
            "ref": one.debit.gift,
            "due_on": one.debit.due_on.isoformat(),
            "mandate": one.debit.reference,
            "payment": one.payment or None,
            "message": words(one),
        }
        for one in found
    ]


def run_line(row: RunRow) -> str:
    """Return a run in one line."""
    state = _(RUN_STATES[row.state][0])
    sent = labelled(_("Sent on"), f"{day(row.sent_on)} {isolated(row.sent_by)}") if row.sent_on else ""
    parts = (isolated(row.number), day(row.collected_on), counted(row.count), money(row.amount), state, sent)
    return "  ".join(filter(None, (*parts, isolated(row.reason))))


def line_data(one: LineRow) -> dict[str, Any]:
    """Return a debit as JSON."""
    return {
        "end_to_end": one.end_to_end,
        "ref": one.gift,
        "due_on": one.due_on.isoformat(),
        "sequence": one.sequence,
        "amount_cents": one.amount.cents,
        "mandate": one.reference,
        "payment": one.payment or None,
        "credited_on": one.credited_on.isoformat() if one.credited_on else None,
        "released_on": one.released_on.isoformat() if one.released_on else None,
        "released_reason": one.released_reason or None,
        "returned_action": one.returned_action or None,
        "fee_cents": one.fee.cents,
    }


def line_line(one: LineRow) -> str:
    """Return a debit in one line."""
    parts = (
        isolated(one.end_to_end),
        isolated(one.gift),
        day(one.due_on),
        money(one.amount),
        isolated(one.payment),
        *((code_words(one.released_reason), fee_words(one.fee)) if one.returned_action else ()),
    )
    return "  " + "  ".join(filter(None, parts))
