"""What an action changes beyond its own record, to be said before it is done."""

from dataclasses import dataclass

from donations_app.domain.funding import FundingRule
from donations_app.domain.money import Money
from donations_app.domain.private_share import PrivateShare


@dataclass(frozen=True, slots=True)
class ShareChange:
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
        return self.after.reached is True and spare[0] > 0 == spare[1]

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


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """A project held against one rule."""

    basis_points: int  # of the private money that it counts
    missing: Money
    reached: bool | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule of a project beside the one that leads, held before and after."""

    project: str
    funder: str  # name; empty: the association itself
    rule: FundingRule
    before: RuleStanding
    after: RuleStanding

    @property
    def falls(self) -> bool:
        """Whether it is lost, or lacks more."""
        is_lost = self.before.reached is True and self.after.reached is False
        return is_lost or self.after.missing > self.before.missing


@dataclass(frozen=True, slots=True)
class ReceiptedChange:
    """What the live receipts on a year's gifts add up to, and whether that year was declared."""

    year: int
    before: Money
    after: Money
    is_filed: bool  # CGI 222 bis: the filing of that year must be corrected


@dataclass(frozen=True, slots=True)
class DuesChange:
    """What somebody paid of the dues of a year, net of what was taken back."""

    payer: str  # reference
    name: str
    year: int
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class BatchStanding:
    """What was counted for a batch, open or closed, and what stands in it."""

    name: str
    expected_count: int
    expected: Money
    count: int
    amount: Money
