"""The account of resources collected from the public (CER), their side alone: what came, by which account, of what.

Loi 91-772 art. 4: whoever appeals to the public's generosity draws up an account of the resources and their uses,
with the annual accounts, where the gifts seen at the closing pass the threshold (decree 2019-504). Layout: règlement
ANC 2018-06, read in secondary sources alone (11/2026), its headings to be confirmed by the accountant; the dated figure
``generosity_account_duty`` says so until somebody has. The income of the same year that is not of the public stands
beside, as the account of results by origin (CROD) wants it.

A figure is the sum of what stands behind it: entries of the accounts (``domain.accounting``) by the role of the account
they are credited to. What these books do not know is left open for the accountant, never reckoned: legacies, other
resources, provisions, what was left of earlier years, and all uses but what is carried over.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from donations_app.domain.accounting import Account, income_role
from donations_app.domain.appeals import AppealYear
from donations_app.domain.money import Money
from donations_app.domain.parameters import DatedValue
from donations_app.domain.statements import Heading

Part = Literal["public", "beside", "in_kind", "funds", "apart", "uses"]
Necessity = Literal["required", "perhaps", "below", "not_begun", "unknown"]
PARTS: Final[tuple[Part, ...]] = ("public", "beside", "in_kind", "funds", "apart", "uses")


class Line(Struct, frozen=True):
    """A line of the account.

    Attributes:
        code: stands for it at the command line.
        part: of the account; only ``public`` is summed as resources from the public.
        roles: of the accounts whose entries it sums; none: the books do not know it.
    """

    code: str
    part: Part
    roles: tuple[str, ...] = ()


LINES: Final = (
    Line("dues", "public", ("dues",)),
    Line("gifts", "public", ("gifts",)),
    Line("waived", "public", ("waived",)),
    Line("legacies", "public"),
    Line("company_gifts", "public", ("company_gifts",)),
    Line("other", "public"),
    Line("provisions", "public"),
    Line("funds_used", "public", ("earmarked_used",)),
    Line("contributions", "beside", ("contributions",)),
    Line("subsidies", "beside", ("subsidies",)),
    Line("sales", "beside", ("sales",)),
    Line("participations", "beside", ("participations",)),
    Line("funds_used_mixed", "beside", ("earmarked_used",)),
    Line("labour", "in_kind", ("labour",)),
    Line("services", "in_kind", ("services",)),
    Line("things", "in_kind", ("things",)),
    Line("funds_before", "funds", ("earmarked",)),
    Line("funds_added", "funds", ("earmarked_carried",)),
    Line("funds_left", "funds", ("earmarked",)),
    Line("funds_added_mixed", "funds", ("earmarked_carried",)),
    Line("taken_back", "apart", ("taken_back",)),
    Line("left_over", "uses"),
    Line("missions", "uses"),
    Line("collecting", "uses"),
    Line("running", "uses"),
    Line("provided", "uses"),
)
BY_CODE: Final = {line.code: line for line in LINES}
FUNDS: Final = frozenset(line.code for line in LINES if line.code.startswith("funds_"))
_LINE_OF: Final = {role: line.code for line in LINES for role in line.roles if line.code not in FUNDS}
_PUBLIC: Final = frozenset(role for line in LINES if line.part == "public" for role in line.roles)


def line_of(role: str) -> str:
    """Return the line of what is credited to an account of a role.

    >>> line_of("gifts"), line_of("subsidies"), line_of("things")
    ('gifts', 'subsidies', 'things')
    """
    return _LINE_OF[role]


def is_of_public(kind: str, payer_kind: str | None) -> bool:
    """Tell whether a line of money is a resource collected from the public.

    >>> is_of_public("donation", "individual"), is_of_public("donation", "foundation"), is_of_public("subsidy", None)
    (True, False, False)
    """
    return income_role(kind, payer_kind) in _PUBLIC


class Behind(Struct, frozen=True):
    """What stands behind a figure: a line of a payment, or of what takes one back; or a project's earmarked money."""

    piece: str  # reference of the payment or contribution, code of the project
    on: date
    account: Account
    amount: Money  # below zero where it is taken back
    of: str = ""  # reference of the payment that it takes back


class Figure(Struct, frozen=True):
    """A line of the account with its sum, and that of the year before."""

    line: Line
    behind: tuple[Behind, ...]
    accounts: tuple[Account, ...]  # of the plan that holds on the closing day
    is_known: bool  # False: the accountant's to fill
    before: Money | None  # ``None``: not known, or the books hold nothing of that year

    @property
    def amount(self) -> Money:
        """The sum of what stands behind it."""
        return Money.total(one.amount for one in self.behind)


class GenerosityAccount(Struct, frozen=True, kw_only=True):
    """The resources of a fiscal year, a figure a line; ``shown`` names the line whose payments a table lists."""

    heading: Heading
    figures: tuple[Figure, ...]  # all of ``LINES``, in their order
    has_before: bool  # the books hold something of the year before
    mixed: tuple[str, ...]  # projects whose earmarked money is not of the public alone
    gifts: AppealYear  # what appeals brought in the year
    threshold: DatedValue | None  # cents; None where none is known
    duty: DatedValue  # whether the account is drawn up for a year closed on its last day
    doubtful: tuple[DatedValue, ...]  # figures behind it that nobody has confirmed
    shown: str = ""

    def of_part(self, part: Part) -> tuple[Figure, ...]:
        """Return the figures of a part."""
        return tuple(one for one in self.figures if one.line.part == part)

    def figure(self, code: str) -> Figure:
        """Return the figure of a line."""
        return next(one for one in self.figures if one.line.code == code)

    @property
    def total(self) -> Money:
        """The resources from the public that the books know."""
        return Money.total(one.amount for one in self.of_part("public"))

    @property
    def total_before(self) -> Money | None:
        """The same of the year before."""
        if not self.has_before:
            return None
        return Money.total(one.before for one in self.of_part("public") if one.before is not None)

    @property
    def necessity(self) -> Necessity:
        """Whether the law asks for it, as far as the books tell which gifts an appeal brought."""
        if self.duty.value != "yes":
            return "not_begun"
        if self.threshold is None:
            return "unknown"
        if self.gifts.surely.amount > Money(int(self.threshold.value)):
            return "required"
        return "perhaps" if is_open(self.gifts, self.threshold) else "below"


def is_open(gifts: AppealYear, threshold: DatedValue | None) -> bool:
    """Tell whether it hangs on what appeals brought, which nobody decided, if the threshold is passed."""
    return (
        threshold is not None
        and gifts.surely.amount.cents <= int(threshold.value) < gifts.at_most.amount.cents
    )


def mixed_projects(earmarked: Iterable[tuple[str, str, str | None]]) -> tuple[str, ...]:
    """Return the projects that hold earmarked money of others than the public, by code.

    Args:
        earmarked: code of the project, kind of the line and of its payer.
    """
    return tuple(sorted({code for code, kind, payer in earmarked if not is_of_public(kind, payer)}))


def figures_of(
    now: Mapping[str, list[Behind]],
    before: Mapping[str, list[Behind]] | None,
    plan: Mapping[str, Account],
    *,
    knows_funds: tuple[bool, bool],
) -> tuple[Figure, ...]:
    """Return the figures of all lines.

    Args:
        now: what stands behind each line in the year, by code.
        before: the same of the year before; ``None``: the books hold nothing of it.
        plan: of accounts.
        knows_funds: whether what donors earmarked is reckoned for the year, and for the year before.
    """
    found = []
    for line in LINES:
        knows = [bool(line.roles) and (line.code not in FUNDS or known) for known in knows_funds]
        old = Money.total(one.amount for one in before.get(line.code, ())) if before is not None else None
        found.append(
            Figure(
                line,
                tuple(now.get(line.code, ())) if knows[0] else (),
                tuple(plan[role] for role in line.roles),
                knows[0],
                old if knows[1] else None,
            )
        )
    return tuple(found)
