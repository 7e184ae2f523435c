"""What an action changes beyond its own record, to be said before it is done."""

from typing import Final

from msgspec import Struct

from donations_app.domain.funding import FundingRule
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.rule_measures import Measure

_OF_SHARES: Final = ("minimum", "minimum_cash")
_KEPT: Final = Measure("minimum", "", "", 0, 0, ZERO)


class ShareChange(Struct, frozen=True):
    """A project, or an association's part of it, whose private share would move."""

    project: str
    association: str  # reference; empty is the whole project
    before: PrivateShare
    after: PrivateShare
    name: str = ""  # of the association
    rule: str = ""  # name of the rule that it is held against
    minimum: int = 1_500  # of the rule, basis points
    minimum_cash: int = 0  # of the rule, basis points
    leaves: bool = False  # the association will carry the project no more
    funder: str = ""  # name of whose rule it is

    @property
    def asks(self) -> bool:
        """Whether the rule asks for a private part, and what is asked or what there is of it moves."""
        told = [(one.private, one.cash, one.required, one.missing) for one in (self.before, self.after)]
        return bool(self.minimum or self.minimum_cash) and told[0] != told[1]

    @property
    def is_lost(self) -> bool:
        """Whether the threshold would be reached no longer."""
        return not self.leaves and self.before.reached is True and self.after.reached is False

    @property
    def is_felt(self) -> bool:
        """Whether the verdict changes, or how far it is from the threshold; or who leaves."""
        if self.leaves:
            return True
        told = [(one.reached, one.missing, one.private) for one in (self.before, self.after)]
        return told[0] != told[1]

    @property
    def loses_margin(self) -> bool:
        """Whether it holds, and now with no cent to spare."""
        spare = [one.private.cents - one.required.cents for one in (self.before, self.after)]
        return bool(self.minimum) and self.after.reached is True and spare[0] > 0 == spare[1]

    @property
    def falls(self) -> bool:
        """Whether somebody has to know before it is done: it is lost, lacks more, or has no cent to spare."""
        if self.leaves:
            return False
        return self.is_lost or self.after.missing > self.before.missing or self.loses_margin

    @property
    def badness(self) -> tuple[bool, int, int]:
        """What orders changes, the worst first."""
        lacks = self.before.missing.cents - self.after.missing.cents
        return not self.is_lost, lacks, self.after.private.cents - self.before.private.cents


class RuleStanding(Struct, frozen=True):
    """A project held against one rule."""

    missing: Money
    reached: bool | None
    measures: tuple[Measure, ...] = ()

    def at(self, other: Measure) -> Measure | None:
        """Return what the same condition measures at the same place."""
        place = other.condition, other.association
        return next((one for one in self.measures if (one.condition, one.association) == place), None)


class RuleChange(Struct, frozen=True):
    """A rule of a project, held before and after."""

    project: str
    funder: str  # name; empty: the association itself
    rule: FundingRule
    before: RuleStanding | None  # none: it was not asked
    after: RuleStanding
    ref: str = ""
    funder_ref: str = ""
    leads: bool = False  # afterwards: its private part is that of the share itself

    @property
    def falls(self) -> bool:
        """Whether it is lost, or any of its conditions lacks more; a new one, whether it is not kept."""
        is_lost = self.after.reached is False and (self.before is None or self.before.reached is True)
        return is_lost or bool(self.moved)

    @property
    def moved(self) -> "list[tuple[Measure | None, Measure]]":
        """The conditions that lack more than before, each before and after; of associations, where it is theirs."""
        worse = [
            (was, now)
            for now in self.after.measures
            if now.gap > ((was := self.before.at(now) if self.before else None) or _KEPT).gap
        ]
        theirs = {now.condition for _was, now in worse if now.association}
        return [(was, now) for was, now in worse if now.association or now.condition not in theirs]

    @property
    def told(self) -> "list[tuple[Measure | None, Measure]]":
        """What of it the shares do not say themselves: of the rule that leads, all but its private part."""
        return [one for one in self.moved if not (self.leads and one[1].condition in _OF_SHARES)]


class ReceiptedChange(Struct, frozen=True):
    """What the live receipts on a year's gifts add up to, and whether that year was declared."""

    year: int
    before: Money
    after: Money
    is_filed: bool  # CGI 222 bis: the filing of that year must be corrected


class DuesChange(Struct, frozen=True):
    """What somebody paid of the dues of a year, net of what was taken back."""

    payer: str  # reference
    name: str
    year: int
    before: Money
    after: Money


class BatchStanding(Struct, frozen=True):
    """What was counted for a batch, open or closed, and what stands in it."""

    name: str
    expected_count: int
    expected: Money
    count: int
    amount: Money
