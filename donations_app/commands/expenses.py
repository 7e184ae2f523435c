"""``expenses``: claims that volunteers waive, with their trips, on paper, signed or withdrawn."""

from typing import Any, Final

from donations_app.commands.call import (
    Answer,
    Call,
    add_command,
    add_group,
    file_option,
    year_option,
)
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.queries.expenses import ClaimRow, Driven, claim_rows, claims_of, expense_claim, twins_of
from donations_app.domain.expenses import Claim, Item
from donations_app.domain.mileage import Counted, Summed
from donations_app.formats.legal import mileage_scales
from donations_app.formats.writing import placed
from donations_app.i18n import N_, _, count, day, isolated, labelled, money
from donations_app.services.expenses.claims import joined_in, print_claim
from donations_app.services.expenses.waivers import waive_claim, withdraw_claim
from donations_app.words.expenses import joined_sentence, sum_sentence, twin_sentence
from donations_app.words.receipts import reason_sentence, warning_sentence

_STATES: Final = {
    "to_sign": N_("to be signed"),
    "waived": N_("waived"),
    "withdrawn": N_("withdrawn"),
    "taken_back": N_("taken back"),
}


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "list|show|print|waive|withdraw")
    listed = add_command(kinds, "list", _("the claims of a year"), list_year)
    listed.add_argument("--year", type=year_option, required=True)
    show_parser = add_command(kinds, "show", _("a claim with its trips and what became of it"), show)
    print_parser = add_command(kinds, "print", _("a claim on paper, with the waiver to sign"), print_out)
    waived = add_command(kinds, "waive", _("write that the waiver of a claim is signed"), waive, writes=True)
    withdrawn = add_command(
        kinds, "withdraw", _("withdraw a claim that nobody signed"), withdraw, writes=True
    )
    for each in (show_parser, print_parser, waived, withdrawn):
        each.add_argument("claim", metavar="REF")
    waived.add_argument(
        "--signed-on", type=day_option, required=True, metavar="DATE", help=_("the day of the signature")
    )
    waived.add_argument("--evidence", required=True, metavar="TEXT", help=_("reference of what was signed"))
    withdrawn.add_argument("--reason", required=True, metavar="TEXT")
    print_parser.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
    print_parser.add_argument("--force", action="store_true")


def list_year(call: Call) -> Answer:
    """List the claims of a year, the latest first, with what became of each."""
    with call.books(read_only=True).read() as session:
        refs = claims_of(session, call.options.year)
        rows = {row.ref: row for row in claim_rows(session, refs)}
        twins = {ref: twins_of(session, ref) for ref in refs}
    found = [rows[ref] for ref in refs]
    told = _("{ref}: {payer}, {amount}, {on}, {state}")
    lines = [
        told.format(
            ref=isolated(row.ref),
            payer=isolated(row.name),
            amount=money(row.amount),
            on=day(row.on),
            state=_(_STATES[state_of(row)]),
        )
        for row in found
    ]
    for ref in refs:
        lines += [labelled(isolated(ref), line) for line in _twin_lines(twins[ref])]
    claims = [_listed(row) | {"twins": [_twin(one) for one in twins[row.ref]]} for row in found]
    said = lines or [_("Nobody has claimed expenses in this year.")]
    return Answer({"year": call.options.year, "claims": claims}, said)


def state_of(row: ClaimRow) -> str:
    """Return where a claim stands: to_sign, waived, withdrawn or taken_back."""
    if row.reversal:
        return "taken_back"
    return row.outcome or "to_sign"


def _listed(row: ClaimRow) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "name": row.name,
        "on": row.on.isoformat(),
        "trips": row.trips,
        "km": row.km,
        "amount_cents": row.amount.cents,
        "state": state_of(row),
        "provisional": row.is_provisional,
        "receipt": row.receipt or None,
    }


def waive(call: Call) -> Answer:
    """Write that the waiver is signed: from that day the claim is a gift."""
    options = call.options
    done = waive_claim(call.acting(), options.claim, waived_on=options.signed_on, evidence=options.evidence)
    told = _("{ref} is waived on {on}: a gift of {amount}, payment {payment}.").format(
        ref=isolated(done.ref),
        on=day(options.signed_on),
        amount=money(done.amount),
        payment=isolated(done.payment),
    )
    with call.books(read_only=True).read() as session:
        twins = twins_of(session, done.ref)
    data = {
        "ref": done.ref,
        "payment": done.payment,
        "amount_cents": done.amount.cents,
        "waived_on": options.signed_on.isoformat(),
        "already": done.already,
        "twins": [_twin(one) for one in twins],
    }
    return Answer(data, [told, *_twin_lines(twins)])


def withdraw(call: Call) -> Answer:
    """Withdraw a claim that nobody signed; it stays visible."""
    options = call.options
    withdraw_claim(call.acting(), options.claim, reason=options.reason)
    told = _("The claim {ref} is withdrawn.").format(ref=isolated(options.claim))
    return Answer({"ref": options.claim, "withdrawn": True}, [told])


def show(call: Call) -> Answer:
    """Show a claim as it was recorded, and what became of the gift."""
    with call.books(read_only=True).read() as session:
        claim = expense_claim(session, call.options.claim, mileage_scales())
        twins = twins_of(session, claim.ref)
        joined = joined_in(session, claim.ref)
    data = {
        "ref": claim.ref,
        "office": claim.office,
        "payer": claim.payer,
        "stated_on": claim.stated_on.isoformat(),
        "waived_on": claim.waived_on.isoformat() if claim.waived_on else None,
        "evidence": claim.evidence or None,
        "withdrawn": claim.withdrawn or None,
        "amount_cents": claim.amount.cents,
        "payment": claim.payment or None,
        "reversal": claim.reversal or None,
        "receipt": claim.receipt or None,
        "project": claim.project or None,
        "association": claim.association or None,
        "provisional": claim.is_provisional,
        "trips": [_trip(one) for one in claim.trips],
        "items": [_item(item) for item in claim.items],
        "years": [_year(one) for one in claim.sums],
        "twins": [_twin(one) for one in twins],
        "joined_years": joined,
    }
    return Answer(data, [*_lines(claim), *_twin_lines(twins), *_joined_lines(joined)])


def _twin_lines(twins: list[Driven]) -> list[str]:
    return [twin_sentence(one.trip.driven_on, one.claim) for one in twins]


def _joined_lines(years: list[int]) -> list[str]:
    return [joined_sentence(years)] if years else []


def _twin(one: Driven) -> dict[str, Any]:
    """Return a trip that stands in another claim too."""
    return {"claim": one.claim, "on": one.trip.driven_on.isoformat(), "km": one.trip.km}


def _trip(one: Counted) -> dict[str, Any]:
    trip = one.trip
    return {
        "on": trip.driven_on.isoformat(),
        "purpose": trip.purpose,
        "km": trip.km,
        "vehicle": trip.vehicle,
        "power": trip.power,
        "electric": trip.is_electric,
        "plate": trip.plate or None,
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
        "plate": one.plate or None,
        "km_before": one.km_before,
        "km": one.km,
        "amount_cents": one.amount.cents,
        "scale": one.scale.name,
        "source": one.scale.source,
    }


def _first_line(claim: Claim) -> str:
    if claim.waived_on is None:
        told = _("{ref}: {payer} claims {amount}, stated on {on}; the waiver is not signed.")
        return told.format(
            ref=isolated(claim.ref),
            payer=isolated(claim.payer),
            amount=money(claim.amount),
            on=day(claim.stated_on),
        )
    told = _("{ref}: {payer} waived {amount} on {on} ({evidence}); payment {payment}.")
    return told.format(
        ref=isolated(claim.ref),
        payer=isolated(claim.payer),
        amount=money(claim.amount),
        on=day(claim.waived_on),
        evidence=isolated(claim.evidence),
        payment=isolated(claim.payment),
    )


def _lines(claim: Claim) -> list[str]:
    lines = [_first_line(claim)]
    for one in claim.trips:
        told = _("{on}  {purpose}: {km} km, {amount}")
        lines.append(
            told.format(
                on=day(one.trip.driven_on),
                purpose=one.trip.purpose,
                km=count(one.trip.km),
                amount=money(one.amount),
            )
        )
    lines += [f"{day(item.spent_on)}  {labelled(item.label, money(item.amount))}" for item in claim.items]
    lines += map(sum_sentence, claim.sums)
    if claim.is_provisional:
        lines.append(warning_sentence("provisional_scale"))
    if claim.withdrawn_on:
        told = _("Withdrawn on {on}: {reason}")
        lines.append(told.format(on=day(claim.withdrawn_on), reason=isolated(claim.withdrawn)))
    if claim.reversal:
        lines.append(reason_sentence("returned" if claim.reversal == "return" else "reversed"))
    if claim.receipt:
        lines.append(_("Receipt: {number}").format(number=isolated(claim.receipt)))
    return lines


def print_out(call: Call) -> Answer:
    """Write the claim as a PDF, with the waiver and the places to sign."""
    options = call.options
    content = print_claim(call.books(read_only=True), options.claim)
    with placed(options.out, force=options.force) as file:
        file.write(content)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"ref": options.claim, "file": str(options.out)}, [told])
