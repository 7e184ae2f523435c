"""What an action changes, as answers and lines say it."""

from typing import Any

from donations_app.commands.share import plain_percent
from donations_app.domain.changes import RuleChange, ShareChange
from donations_app.domain.rule_measures import Measure
from donations_app.services.payments.foresight import Foreseen
from donations_app.words.effects import change_sentences


def foreseen_data(foreseen: Foreseen[Any]) -> dict[str, Any]:
    """Return what would be written and be true afterwards, as JSON names it."""
    return {
        "records": [{"kind": kind, "record": record} for kind, record in foreseen.records],
        **foreseen_shares(foreseen),
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


def foreseen_shares(foreseen: Foreseen[Any]) -> dict[str, Any]:
    """Return the shares that move, and each condition of a rule that falls, where and by how much."""
    falls = [_fall(change, was, now) for change in foreseen.rules for was, now in change.moved]
    return {"shares": [_share(change) for change in foreseen.shares], "falls": falls}


def _fall(change: RuleChange, was: Measure | None, now: Measure) -> dict[str, Any]:
    """Return one condition; what is missing of a ceiling is what lies above it."""
    return {
        "project": change.project,
        "association": now.association or None,
        "ref": change.ref,
        "funder": change.funder_ref or None,
        "funder_name": change.funder or None,
        "rule": change.rule.name or None,
        "leads": change.leads,
        "condition": now.condition,
        "asked_percent": plain_percent(now.asked),
        "before_percent": plain_percent(was.points) if was else None,
        "after_percent": plain_percent(now.points),
        "missing_before_cents": was.gap.cents if was else None,
        "missing_after_cents": now.gap.cents,
        "reached_before": change.before.reached if change.before else None,
        "reached_after": change.after.reached,
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
        "funder_name": change.funder or None,
        "minimum_percent": plain_percent(change.minimum),
        "missing_before_cents": change.before.missing.cents,
        "missing_after_cents": change.after.missing.cents,
        "reached_before": change.before.reached,
        "reached_after": change.after.reached,
        "leaves": change.leaves,
    }


def foreseen_lines(foreseen: Foreseen[Any]) -> list[str]:
    """Return the same in sentences: shares that move, what receipts add up to."""
    return change_sentences(foreseen.shares, foreseen.receipted, foreseen.dues, foreseen.rules)
