"""``share``: where each project and each association stands against its private share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from donations_app.commands.call import Answer, Call, add_as_on, add_command
from donations_app.commands.summaries import summary
from donations_app.domain.errors import NotFound
from donations_app.domain.instalments import OVERDUE
from donations_app.domain.money import ZERO, Money
from donations_app.domain.private_share import PrivateShare
from donations_app.domain.share_reasons import why
from donations_app.i18n import _, day, isolated, labelled, language, money
from donations_app.words.codes import OVERDUE_SUMS, together
from donations_app.words.shares import rule_sentence, share_sentence

if TYPE_CHECKING:  # its help is told without the tables
    from donations_app.db.queries.shares import AssociationShare, ProjectShare, RuleShare

_Overdue = Mapping[tuple[str, str], Mapping[str, Money]]


def add(commands: Any, name: str) -> None:
    """Add the command."""
    parser = add_command(commands, name, summary(name), run)
    add_as_on(parser)
    parser.add_argument("--project", default="", metavar="CODE")
    parser.add_argument("--association", default="", metavar="REF")
    parser.add_argument(
        "--as-known", action="store_true", help=_("only from what had been recorded by the day of --on")
    )


def run(call: Call) -> Answer:
    """Show the shares."""
    from donations_app.db.queries.overdue import overdue_sums
    from donations_app.db.queries.references import leading_party
    from donations_app.db.queries.shares import project_shares

    options = call.options
    with call.books(read_only=True).read() as session:
        found = project_shares(
            session,
            today=call.today,
            project=options.project,
            association=options.association,
            on=call.options.on,
            as_known=options.as_known,
        )
        overdue = overdue_sums(session, call.today)
        ref = leading_party(session, options.association)
    if options.as_known and not found:
        return Answer(
            {"projects": []}, [_("Nothing of it was recorded by {day}.").format(day=day(call.today))]
        )
    if options.project and not found:
        raise NotFound("project", options.project)
    if options.association and not found:
        raise NotFound("party", options.association)
    if options.association:
        found = [_concerning(row, ref) for row in found]
    lines = (line for row in found for line in _lines(row, overdue))  # made only where they are printed
    return Answer({"projects": [_project(row, overdue) for row in found]}, lines)


def _concerning(row: "ProjectShare", association: str) -> "ProjectShare":
    """Return a project with the line of one association alone, and of the rules what they say of it."""
    return replace(
        row,
        associations=tuple(part for part in row.associations if part.ref == association),
        rules=tuple(replace(one, below=tuple({association} & {*one.below})) for one in row.rules),
    )


def plain_percent(basis_points: int) -> str:
    """Return ``12.34``."""
    return f"{basis_points // 100}.{basis_points % 100:02}"


def _project(row: "ProjectShare", overdue: _Overdue) -> dict[str, Any]:
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
        "waiting_cents": share.waiting.cents,
        "public_cents": share.public.cents,
        "expected_cents": share.expected.cents,
        **_late(overdue, row.code),
        **_stand(share),
        "why": row.why,
        "reached_on_expected": share.reached_on_expected,
        "reached_on": share.reached_on.isoformat() if share.reached_on else None,
        "unassigned_cents": row.alone.private.cents if row.alone else 0,
        "associations": [
            _association(part) | _late(overdue, row.code, part.ref) for part in row.associations
        ],
        "rules": [_rule(one) for one in row.rules],
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
        "currency": share.currency,
        "missing_minor": share.missing_minor,
        "exchange_cents": share.exchange.cents,
        "reached": share.reached,
    }


def _rule(one: "RuleShare") -> dict[str, Any]:
    """Return the verdict of one rule; amounts in minor units of its currency."""
    verdict, asked = one.verdict, one.in_force
    return {
        "ref": asked.ref,
        "funder": asked.funder_ref,
        "rule": asked.rule.name,
        "scope": asked.rule.scope,
        "currency": verdict.currency,
        "base": verdict.whole.base,
        "private": verdict.whole.private,
        "required": verdict.whole.required,
        "reached": verdict.reached,
        "missing_cents": one.missing.cents,
        "associations_below": list(one.below),
        "why": why(verdict),
        "conditions": [
            {"condition": each.name, "bound": each.bound, "amount": each.amount, "gap": each.gap}
            for each in verdict.conditions
        ],
        "confirmed": asked.rule.confirmed,
    }


def _association(part: "AssociationShare") -> dict[str, Any]:
    share = part.share
    return {
        "ref": part.ref,
        "name": part.name,
        "cost_cents": share.cost.cents,
        "private_cents": share.private.cents,
        "waiting_cents": share.waiting.cents,
        **_stand(share),
        "why": part.why,
    }


def _part_sentence(part: "AssociationShare") -> str:
    """Return where an association stands; nothing is asked of one that left."""
    if not part.has_left:
        return share_sentence(part.share, part.why)
    return together(money(part.share.private), _("has left"))


def _lines(row: "ProjectShare", overdue: _Overdue) -> list[str]:
    title = f"{isolated(row.code)}  {row.title(language())}"
    parts = [labelled(part.name, _part_sentence(part)) for part in row.associations]
    if row.alone:
        parts.append(labelled(_("The project alone"), money(row.alone.private)))
    if row.share.exchange:
        parts.append(labelled(_("Exchange difference, apart"), money(row.share.exchange)))
    if row.share.waiting:
        parts.append(_("Waiting for its paper: {amount}").format(amount=money(row.share.waiting)))
    if len(row.rules) > 1:
        parts += [rule_sentence(one, row.rate) for one in row.rules]
    if row.share.reached_on:
        told = _("Reached on {day}, if what is expected comes")
        parts.append(told.format(day=day(row.share.reached_on)))
    sums = overdue.get((row.code, ""), {})
    parts += [_(OVERDUE_SUMS[state]).format(amount=money(amount)) for state, amount in sums.items() if amount]
    return [labelled(title, share_sentence(row.share, row.why)), *(f"    {part}" for part in parts)]
