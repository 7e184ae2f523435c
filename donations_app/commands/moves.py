"""``people move``: where somebody lives from a day on; the address of before is kept with its days."""

from typing import Any
from uuid import uuid4

from donations_app.commands.call import Answer, Call, add_command
from donations_app.commands.facts import facts_of
from donations_app.commands.usage import UsageError, day_option
from donations_app.db.queries.addresses import addresses_of
from donations_app.db.queries.drafts import party_draft
from donations_app.domain.addresses import DatedAddress
from donations_app.domain.parties import PLACE, PartyDraft
from donations_app.domain.structs import asdict
from donations_app.formats.stated import stated_address
from donations_app.i18n import _, isolated
from donations_app.services.people.moving import move_party, undo_move
from donations_app.services.people.waiting import receipts_to_issue
from donations_app.words.addresses import address_line, waiting_line
from donations_app.words.codes import together


def add_move(kinds: Any) -> None:
    """Add the command."""
    moved = add_command(
        kinds, "move", _("note that somebody moved; the address of before is kept"), move, writes=True
    )
    moved.add_argument("party", metavar="REF")
    moved.add_argument(
        "--on", dest="moved_on", type=day_option, metavar="DATE", help=_("the first day there")
    )
    moved.add_argument("--undo", action="store_true", help=_("take the last move back"))
    facts = moved.add_argument("facts", nargs="+", default=[], metavar="FIELD=VALUE", help=together(*PLACE))
    facts.required = False  # one or none: with "*" none could stand after an option


def move(call: Call) -> Answer:
    """Let somebody live elsewhere from a day on, or take the last move back."""
    options, books, ref = call.options, call.acting(), call.options.party
    with books.read() as session:
        before, seen = party_draft(session, ref)
    if options.undo:
        if options.facts or options.moved_on:
            raise UsageError(_("A move is taken back without a day and without an address."))
        after = undo_move(books, ref, seen=seen)
    elif options.moved_on is None:
        raise UsageError(_("Say on which day: --on 2026-01-31"))
    else:
        facts = facts_of(options.facts)
        if not facts:
            raise UsageError(_("State the new address: address=... postcode=... city=..."))
        after = stated_address(facts, before)
        move_party(books, after, on=options.moved_on, key=uuid4(), seen=seen)
    with books.read() as session:
        found = addresses_of(session, ref)
    waiting = receipts_to_issue(books, ref, call.today.year)
    data = {
        "addresses": [address_data(one) for one in found],
        "undone": bool(options.undo),
        "receipts_to_issue": waiting,
        "changes": _changes(before, after),
        "warnings": [],
    }
    told = _("{ref} is back at the address of before.") if options.undo else _("{ref} moved.")
    lines = [told.format(ref=isolated(before.ref)), *map(address_line, found)]
    return Answer(data, [*lines, *([waiting_line(waiting)] if waiting else [])])


def address_data(one: DatedAddress) -> dict[str, Any]:
    """Return an address with its days, as JSON names it."""
    days = {"since": one.since, "until": one.until, "couple_since": one.couple_since}
    return asdict(one) | {name: on.isoformat() if on else None for name, on in days.items()}


def _changes(before: PartyDraft, after: PartyDraft) -> list[dict[str, Any]]:
    return [
        {"what": name, "ref": before.ref, "before": old, "after": new}
        for name in PLACE
        if (old := getattr(before, name)) != (new := getattr(after, name))
    ]
