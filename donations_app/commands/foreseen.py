"""What an action changes, as answers and lines say it."""

from typing import Any

from donations_app.commands.share import plain_percent
from donations_app.domain.changes import ShareChange
from donations_app.effect_words import change_sentences
from donations_app.services.payments.foresight import Foreseen


def foreseen_data(foreseen: Foreseen[Any]) -> dict[str, Any]:
    """Return what would be written and be true afterwards, as JSON names it."""
    return {
        "records": [{"kind": kind, "record": record} for kind, record in foreseen.records],
        "shares": [_share(change) for change in foreseen.shares],
        "receipted": [
            {
                "year": change.year,
                "before_cents": change.before.cents,
                "after_cents": change.after.cents,
                "filed": change.is_filed,
            }
            for change in foreseen.receipted
        ],
        "dues": [
            {
                "payer": change.payer,
                "year": change.year,
                "before_cents": change.before.cents,
                "after_cents": change.after.cents,
            }
            for change in foreseen.dues
        ],
    }


def _share(change: ShareChange) -> dict[str, Any]:
    return {
        "project": change.project,
        "association": change.association,
        "before_cents": change.before.private.cents,
        "after_cents": change.after.private.cents,
        "before_percent": plain_percent(change.before.basis_points),
        "after_percent": plain_percent(change.after.basis_points),
        "name": change.name or None,
        "rule": change.rule or None,
        "missing_before_cents": change.before.missing.cents,
        "missing_after_cents": change.after.missing.cents,
        "reached_before": change.before.reached,
        "reached_after": change.after.reached,
        "leaves": change.leaves,
    }


def foreseen_lines(foreseen: Foreseen[Any]) -> list[str]:
    """Return the same in sentences: shares that move, what receipts add up to."""
    return change_sentences(foreseen.shares, foreseen.receipted, foreseen.dues)
