"""``share``: where each project and each association stands against its private share."""

from typing import Any, Final

from donations_app.commands.call import Answer, Call, add_command
from donations_app.db.queries.shares import AssociationShare, ProjectShare, project_shares
from donations_app.domain.errors import NotFound
from donations_app.domain.private_share import PrivateShare
from donations_app.i18n import _, isolated, language, money, percent

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
    if options.project and not found:
        raise NotFound("project", options.project)
    if options.association and not found:
        raise NotFound("party", options.association)
    lines = [line for row in found for line in _lines(row)]
    return Answer({"projects": [_project(row) for row in found]}, lines)


def plain_percent(basis_points: int) -> str:
    """Return ``12.34``."""
    return f"{basis_points // 100}.{basis_points % 100:02}"


def _project(row: ProjectShare) -> dict[str, Any]:
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
        **_stand(share),
        "reached_on_expected": share.reached_on_expected,
        "associations": [_association(part) for part in row.associations],
    }


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


def _lines(row: ProjectShare) -> list[str]:
    title = f"{isolated(row.code)}  {row.title(language())}"
    parts = [f"    {part.name}: {_said(part.share)}" for part in row.associations]
    return [f"{title}: {_said(row.share)}", *parts]


def _said(share: PrivateShare) -> str:
    if share.reached is None:
        return _("{amount} private; no verdict, since a part of the cost is not stated").format(
            amount=money(share.private)
        )
    reached = _("reached") if share.reached else _("missing {amount}").format(amount=money(share.missing))
    return f"{percent(share.basis_points)} ({money(share.private)} / {money(share.required)}), {reached}"
