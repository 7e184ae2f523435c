"""The dialogs about money that is moved, and about a share that falls by it."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QDialog

from donations_app.domain.changes import RuleChange, RuleStanding, ShareChange
from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.rule_measures import Measure
from donations_app.services.payments.foresight import Foreseen
from donations_app.ui.alarm import Doing, ShareAlarm
from donations_app.ui.desk import Desk
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.moving import MoveMoney

SHARE_WALKS: Final = {
    "money moved": ["From where", "Where to", "Amount", "Reason", "Back", "Move the money"],
    "a share that falls": [
        "Then close the gap from the general fund", "Reason, kept in the journal", "Back", "Record the return",
    ],
}  # fmt: skip


def of_shares(desk: Desk, at: MainWindow) -> dict[str, Callable[[], QDialog]]:
    """Return what makes each dialog, by its name."""
    return {
        "money moved": lambda: MoveMoney(desk, "P1", at),
        "a share that falls": lambda: ShareAlarm(
            desk, at, fallen(), "Record the return", Doing(lambda _reason: True)
        ),
    }


def fallen() -> Foreseen[None]:
    """Return that an association loses what it had, by a rule that asks for cash, too."""
    rule = FundingRule(minimum_cash=1_000)
    before, after = (_share(cents) for cents in (75_00, 0))
    change = ShareChange(
        "EAU", "AMAN", before, after, "Association Aman", "AFD", rule.minimum, rule.minimum_cash
    )
    other = RuleChange(
        "EAU", "FORIM", FundingRule(name="PRA", minimum=1_000, scope="project"),
        _stands(1_500, ZERO), _stands(0, Money(50_00)),
    )  # fmt: skip
    return Foreseen(None, (), (change,), (), rules=(other,))


def _share(cents: int) -> PrivateShare:
    missing = Money(max(0, 75_00 - cents))
    return PrivateShare(
        cost=Money(500_00), cash=Money(cents), in_kind=ZERO, in_kind_counted=ZERO, public=ZERO, expected=ZERO,
        private=Money(cents), required=Money(75_00), missing=missing, basis_points=cents * 10_000 // 500_00,
        reached=not missing,
    )  # fmt: skip


def _stands(points: int, gap: Money) -> RuleStanding:
    return RuleStanding(gap, reached=not gap, measures=(Measure("minimum", "", "", 1_000, points, gap),))
