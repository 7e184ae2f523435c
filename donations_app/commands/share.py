"""``share``: where each project and each association stands against its private share."""

from collections.abc import Mapping
from typing import Any, Final

from donations_app.code_words import OVERDUE_SUMS
from donations_app.commands.call import Answer, Call, add_command
from donations_app.db.queries.overdue import overdue_sums
from donations_app.db.queries.shares import AssociationShare, ProjectShare, project_shares
from donations_app.domain.errors import NotFound
from donations_app.domain.instalments import OVERDUE
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.i18n import _, isolated, labelled, language, money, percent

_Overdue = Mapping[tuple[str, str], Mapping[str, Money]]

UNKNOWN: Final = "cost_unknown"  # why there is no verdict


def add(commands: Any, name: str) -> None:
    """Add the command."""
    parser = add_command(commands, name, _("where each project and association stands"), run)
    parser.add_argument("--project", default="", metavar="CODE")
    parser.add_argument("--association", default="", metavar="REF")


def run(call: Call) -> Answer:
    """Show the shares."""
    options = call.options
    with call.books(read_only=True).read() as session:
        found = project_shares(
            session, today=call.today, project=options.project, association=options.association
        )
        overdue = overdue_sums(session, call.today)
    if options.project and not found:
        raise NotFound("project", options.project)
    if options.association and not found:
        raise NotFound("party", options.association)
    lines = [line for row in found for line in _lines(row, overdue)]
    return Answer({"projects": [_project(row, overdue) for row in found]}, lines)


def plain_percent(basis_points: int) -> str:
    """Return ``12.34``."""
    return f"{basis_points // 100}.{basis_points % 100:02}"


def _project(row: ProjectShare, overdue: _Overdue) -> dict[str, Any]:
    share = row.share
    return {
        "code": row.code,
        "title": row.title_fr,
        "cost_cents": share.cost.cents,
        "rule": row.rule.name,
        "minimum_percent": plain_percent(row.rule.minimum),
        "private_cents": share.private.cents,
        "private_cash_cents": share.cash.cents,
        "private_in_kind_cents": share.in_kind.cents,
        "private_in_kind_counted_cents": share.in_kind_counted.cents,
        "public_cents": share.public.cents,
        "expected_cents": share.expected.cents,
        **_late(overdue, row.code),
        **_stand(share),
        "reached_on_expected": share.reached_on_expected,
        "associations": [
            _association(part) | _late(overdue, row.code, part.ref) for part in row.associations
        ],
    }


def _late(overdue: _Overdue, code: str, association: str = "") -> dict[str, int]:
    """Return the instalments that did not come and are no longer expected."""
    sums = overdue.get((code, association), {})
    return {f"{state}_cents": sums.get(state, ZERO).cents for state in OVERDUE}


def _stand(share: PrivateShare) -> dict[str, Any]:
    return {
        "share_percent": plain_percent(share.basis_points),
        "required_cents": share.required.cents,
        "missing_cents": share.missing.cents,
        "reached": share.reached,
        "why": UNKNOWN if share.reached is None else "",
    }


def _association(part: AssociationShare) -> dict[str, Any]:
    share = part.share
    return {
        "ref": part.ref,
        "name": part.name,
        "cost_cents": share.cost.cents,
        "private_cents": share.private.cents,
        **_stand(share),
    }


def _lines(row: ProjectShare, overdue: _Overdue) -> list[str]:
    title = f"{isolated(row.code)}  {row.title(language())}"
    parts = ["    " + labelled(part.name, _said(part.share)) for part in row.associations]
    sums = overdue.get((row.code, ""), {})
    late = [
        f"    {_(OVERDUE_SUMS[state]).format(amount=money(amount))}"
        for state, amount in sums.items()
        if amount
    ]
    return [labelled(title, _said(row.share)), *parts, *late]


def _said(share: PrivateShare) -> str:
    if share.reached is None:
        return _("{amount} private; no verdict, since a part of the cost is not stated").format(
            amount=money(share.private)
        )
    reached = _("reached") if share.reached else _("missing {amount}").format(amount=money(share.missing))
    return _("{percent} ({private} of {required}), {verdict}").format(
        percent=percent(share.basis_points),
        private=money(share.private),
        required=money(share.required),
        verdict=reached,
    )
