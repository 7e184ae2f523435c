"""``financing list|promise|agree|change|withdraw``: what funders promise, agree and give, project by project."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from donations_app.commands.call import Answer, Call, add_as_on, add_command, add_group
from donations_app.commands.facts import facts_of
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.financing import Standing, financing_plan, standing_financing
from donations_app.domain.errors import InputRefused, NotFound, Problem
from donations_app.domain.financing import Commitment, FinancingDraft, FunderPlan
from donations_app.formats.stated_funding import FINANCING, stated_financing
from donations_app.i18n import _, day, isolated, labelled, money
from donations_app.services.funding.financing import agree, change, promise, withdraw
from donations_app.services.payments.foresight import foresee
from donations_app.words.codes import together
from donations_app.words.funding import STAGES
from donations_app.words.payments import amount_in


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    words = "list|promise|agree|change|withdraw"
    kinds = add_group(commands, name, summary(name), words)
    seen = add_command(
        kinds, "list", _("the financing plan of a project, on the day of --on or today"), listed
    )
    add_as_on(seen)
    seen.add_argument("--as-known", action="store_true", help=_("only what had been recorded by that day"))
    promised = add_command(kinds, "promise", _("a funder promises money"), promised_, writes=True)
    agreed = add_command(
        kinds, "agree", _("a funder agrees, in place of what it promised"), agreed_, writes=True
    )
    changed = add_command(kinds, "change", _("another amount, rate or reference"), changed_, writes=True)
    gone = add_command(kinds, "withdraw", _("what was promised or agreed will not come"), gone_, writes=True)
    for each in (seen, promised, agreed, changed, gone):
        each.add_argument("--project", required=True, metavar="CODE")
        each.add_argument("--funder", required=each is not seen, default="", metavar="REF")
    for each in (agreed, changed, gone):
        each.add_argument(
            "--ref", default="", metavar="REF", help=_("which entry, where a funder has several")
        )
    for each in (promised, agreed, changed):
        facts = each.add_argument(
            "facts", nargs="+", default=[], metavar="FIELD=VALUE", help=together(*FINANCING)
        )
        facts.required = each is promised
    for each in (changed, gone):
        each.add_argument("--reason", required=True)
    gone.add_argument("--on", dest="gone_on", type=day_option, metavar="DATE", help=_("from which day on"))


def listed(call: Call) -> Answer:
    """Show the plan of a project."""
    options = call.options
    known = call.today if options.as_known else None
    with call.books(read_only=True).read() as session:
        found = financing_plan(session, options.project, on=call.today, known_on=known, funder=options.funder)
    return _plan(found)


def _plan(found: list[FunderPlan]) -> Answer:
    data = {"financing": [_data(one) for one in found]}
    return Answer(data, [line for one in found for line in _lines(one)])


def promised_(call: Call) -> Answer:
    """Record a promise."""
    draft = _stated(call)
    return _answer(call, lambda books: promise(books, draft), None)


def agreed_(call: Call) -> Answer:
    """Record an agreement, in place of the promise where one stands."""
    before = _standing(call, must=bool(call.options.ref))
    draft, replaces = _stated(call, before), before.ref if before else ""
    return _answer(call, lambda books: agree(books, draft, replaces=replaces), before)


def changed_(call: Call) -> Answer:
    """Put other terms in the place of what stands."""
    before, reason = _standing(call, must=True), call.options.reason
    if before is None:
        raise NotFound("financing", call.options.ref)
    draft, ref = _stated(call, before), before.ref
    return _answer(call, lambda books: change(books, ref, draft, reason=reason), before)


def gone_(call: Call) -> Answer:
    """Note that what stands will not come."""
    options = call.options
    before = _standing(call, must=True)
    if before is None:
        raise NotFound("financing", options.ref)
    ref, how = before.ref, {"on": options.gone_on or call.today, "reason": options.reason, "key": uuid4()}
    return _answer(call, lambda books: withdraw(books, ref, **how), before)


def _standing(call: Call, *, must: bool) -> Standing | None:
    """Return the entry that is meant: the one named, or the only one that the funder has for the project.

    Raises:
        InputRefused: several may be meant, or none stands where one ``must``.
    """
    options = call.options
    with call.books().read() as session:
        found = standing_financing(session, options.project, options.funder)
    if options.ref:
        found = [one for one in found if one.ref == options.ref]
    if len(found) > 1:
        choices = {"choices": tuple(one.ref for one in found)}
        raise InputRefused([Problem("ref", "financing_several", options.funder, choices)])
    if not found and must:
        raise InputRefused([Problem("ref", "financing_none", options.funder)])
    return found[0] if found else None


def _stated(call: Call, before: Standing | None = None) -> FinancingDraft:
    options = call.options
    return stated_financing(
        facts_of(options.facts),
        project=options.project,
        funder=options.funder,
        today=call.today,
        standing=_as_draft(options.project, before) if before else None,
    )


def _as_draft(project: str, one: Standing) -> FinancingDraft:
    stands = one.commitment
    return FinancingDraft(
        key=uuid4(),
        project=project,
        funder=one.funder,
        amount=stands.amount,
        stated_on=stands.stated_on,
        association=stands.association,
        currency=one.currency,
        rate=stands.rate,
        foreign_minor=stands.minor if one.currency != "EUR" else None,
        reference=stands.reference,
    )


def _answer(call: Call, act: Callable[[Books], str], before: Standing | None) -> Answer:
    """Do it, and return what stands then; which shares move is said before."""
    options, books = call.options, call.acting()
    foreseen = foresee(books, act)
    ref = act(books)
    with call.books().read() as session:
        found = financing_plan(session, options.project, funder=options.funder)
    answer = _plan(found)
    stands = next((one for plan in found for one in plan.commitments if one.ref == ref), None)
    change_ = {
        "what": "financing",
        "ref": ref,
        "before": _committed(before.commitment) if before else None,
        "after": _committed(stands) if stands else None,
    }
    answer.data |= {"ref": ref, "changes": [change_], **foreseen_shares(foreseen), "warnings": []}
    return Answer(answer.data, [*answer.lines, *foreseen_lines(foreseen)])


def _data(one: FunderPlan) -> dict[str, Any]:
    """Return a line of a plan, as JSON names it: cents of the currency, of euros where the name says so."""
    difference = one.exchange_difference
    return {
        "funder": one.funder,
        "name": one.name,
        "currency": one.currency,
        "promised_cents": one.promised,
        "agreed_cents": one.agreed,
        "received_cents": one.received,
        "left_cents": one.left,
        "committed_euro_cents": one.committed_euros.cents,
        "received_euro_cents": one.received_euros.cents,
        "left_euro_cents": one.left_euros.cents,
        "exchange_difference_euro_cents": difference.cents if difference is not None else None,
        "entries": [_committed(each) for each in one.commitments],
    }


def _committed(one: Commitment) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "stage": one.stage,
        "association": one.association or None,
        "amount_cents": one.minor,
        "amount_euro_cents": one.amount.cents,
        "rate": one.rate or None,
        "on": one.stated_on.isoformat(),
        "reference": one.reference or None,
        "reason": one.reason or None,
    }


def _lines(one: FunderPlan) -> list[str]:
    told = _("promised {promised}, agreed {agreed}, received {received}, to come {left}").format(
        **{
            name: amount_in(getattr(one, name), one.currency)
            for name in ("promised", "agreed", "received", "left")
        }
    )
    lines = [labelled(f"{isolated(one.funder)}  {one.name}", told)]
    if one.exchange_difference:
        difference = _("exchange difference: {amount}").format(amount=money(one.exchange_difference))
        lines.append(f"    {difference}")
    for each in one.commitments:
        for_part = f"  {isolated(each.association)}" if each.association else ""
        reference = f"  {isolated(each.reference)}" if each.reference else ""
        lines.append(
            f"    {isolated(each.ref)}  {_(STAGES[each.stage])}  {day(each.stated_on)}"
            f"  {amount_in(each.minor, one.currency)}{for_part}{reference}"
        )
    return lines
