"""``expenses show|print``: a claim of waived expenses with its trips, and on paper to be signed."""

from pathlib import Path
from typing import Any, Final

from donations_app.commands.call import Answer, Call, add_command
from donations_app.db.queries.expenses import expense_claim
from donations_app.domain.expenses import Claim, Item
from donations_app.domain.mileage import Counted, Summed
from donations_app.formats.legal import mileage_scales
from donations_app.formats.writing import placed
from donations_app.i18n import N_, _, count, day, isolated, money
from donations_app.sentences import reason_sentence, warning_sentence
from donations_app.services.expenses import print_claim

_VEHICLES: Final = {"car": N_("car"), "motorcycle": N_("motorcycle"), "moped": N_("moped")}


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    parser = commands.add_parser(name, help=_("expenses that volunteers waive"))
    kinds = parser.add_subparsers(required=True, metavar="show|print")
    show_parser = add_command(kinds, "show", _("a claim with its trips and what became of it"), show)
    print_parser = add_command(kinds, "print", _("a claim on paper, with the waiver to sign"), print_out)
    for each in (show_parser, print_parser):
        each.add_argument("claim", metavar="REF")
    print_parser.add_argument("--out", type=Path, required=True, metavar="FILE.pdf")
    print_parser.add_argument("--force", action="store_true")


def show(call: Call) -> Answer:
    """Show a claim as it was recorded, and what became of the gift."""
    with call.books(read_only=True).read() as session:
        claim = expense_claim(session, call.options.claim, mileage_scales())
    data = {
        "ref": claim.ref,
        "office": claim.office,
        "payer": claim.payer,
        "waived_on": claim.waived_on.isoformat(),
        "evidence": claim.evidence,
        "amount_cents": claim.amount.cents,
        "payment": claim.payment,
        "reversal": claim.reversal or None,
        "receipt": claim.receipt or None,
        "project": claim.project or None,
        "association": claim.association or None,
        "provisional": claim.is_provisional,
        "trips": [_trip(one) for one in claim.trips],
        "items": [_item(item) for item in claim.items],
        "years": [_year(one) for one in claim.sums],
    }
    return Answer(data, _lines(claim))


def _trip(one: Counted) -> dict[str, Any]:
    trip = one.trip
    return {
        "on": trip.driven_on.isoformat(),
        "purpose": trip.purpose,
        "km": trip.km,
        "vehicle": trip.vehicle,
        "power": trip.power,
        "electric": trip.is_electric,
        "amount_cents": one.amount.cents,
        "scale": one.scale,
        "provisional": one.is_provisional,
    }


def _item(item: Item) -> dict[str, Any]:
    return {"on": item.spent_on.isoformat(), "label": item.label, "amount_cents": item.amount.cents}


def _year(one: Summed) -> dict[str, Any]:
    return {
        "year": one.year,
        "vehicle": one.vehicle,
        "electric": one.is_electric,
        "km_before": one.km_before,
        "km": one.km,
        "amount_cents": one.amount.cents,
        "scale": one.scale.name,
        "source": one.scale.source,
    }


def _lines(claim: Claim) -> list[str]:
    told = _("{ref}: {payer} waived {amount} on {on} ({evidence}); payment {payment}.")
    lines = [
        told.format(
            ref=isolated(claim.ref), payer=isolated(claim.payer), amount=money(claim.amount),
            on=day(claim.waived_on), evidence=isolated(claim.evidence), payment=isolated(claim.payment),
        )
    ]  # fmt: skip
    for one in claim.trips:
        told = _("{on}  {purpose}: {km} km, {amount}")
        lines.append(
            told.format(
                on=day(one.trip.driven_on), purpose=one.trip.purpose, km=count(one.trip.km),
                amount=money(one.amount),
            )
        )  # fmt: skip
    lines += [f"{day(item.spent_on)}  {item.label}: {money(item.amount)}" for item in claim.items]
    for each in claim.sums:
        told = _("{year}, {vehicle}, scale {scale}: from {before} to {after} km of the year.")
        after = count(each.km_before + each.km)
        lines.append(
            told.format(
                year=each.year,
                vehicle=_(_VEHICLES[each.vehicle]),
                scale=isolated(each.scale.name),
                before=count(each.km_before),
                after=after,
            )
        )
    if claim.is_provisional:
        lines.append(warning_sentence("provisional_scale"))
    if claim.reversal:
        lines.append(reason_sentence("returned" if claim.reversal == "return" else "reversed"))
    if claim.receipt:
        lines.append(_("Receipt: {number}").format(number=isolated(claim.receipt)))
    return lines


def print_out(call: Call) -> Answer:
    """Write the claim as a PDF, with the waiver and the places to sign."""
    options = call.options
    content = print_claim(call.books(read_only=True), options.claim, today=call.today)
    with placed(options.out, force=options.force) as file:
        file.write(content)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"ref": options.claim, "file": str(options.out)}, [told])
