"""``payers``: where the money of those who pay comes from, stated from a day on."""

from typing import Any
from uuid import uuid4

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.foreseen import foreseen_lines, foreseen_shares
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.origins import OriginRow, origin_rows
from donations_app.domain.private_share import MONEY_ORIGINS
from donations_app.i18n import _, day, isolated, money, ngettext
from donations_app.services.funding.origins import StatedOrigin, state_origin
from donations_app.services.payments.foresight import foresee
from donations_app.words.origins import BY_THE_PAYER, ORIGINS


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "list|origin")
    add_command(kinds, "list", _("whose money is stated to come from where, by which source"), list_all)
    said = add_command(
        kinds, "origin", _("state where a payer's money comes from; the shares follow"), origin, writes=True
    )
    said.add_argument("payer", metavar="REF")
    said.add_argument("origin", choices=MONEY_ORIGINS)
    said.add_argument(
        "--from", dest="since", type=day_option, metavar="DATE", help=_("else from the beginning")
    )
    said.add_argument("--source", required=True, metavar="TEXT", help=_("by what it is known"))


def list_all(call: Call) -> Answer:
    """List whose money is stated to come from where."""
    with call.books(read_only=True).read() as session:
        found = origin_rows(session)
    return Answer({"payers": [_data(row) for row in found]}, list(map(_line, found)))


def _data(row: OriginRow) -> dict[str, Any]:
    return {
        "ref": row.ref,
        "name": row.name,
        "kind": row.kind,
        "origin": row.money_origin or None,
        "from": row.since.isoformat() if row.since else None,
        "source": row.source or None,
        "recorded_on": row.recorded_on.isoformat() if row.recorded_on else None,
    }


def _line(row: OriginRow) -> str:
    told = _("{ref}, {name}: {origin}, from the beginning")
    if row.since:
        told = _("{ref}, {name}: {origin}, from {day}")
    line = told.format(
        ref=isolated(row.ref),
        name=row.name,
        origin=_(ORIGINS.get(row.money_origin, BY_THE_PAYER)),
        day=day(row.since) if row.since else "",
    )
    return f"{line} ({isolated(row.source)})" if row.source else line


def origin(call: Call) -> Answer:
    """State where a payer's money comes from, and say before which shares fall."""
    options, books, key = call.options, call.acting(), uuid4()

    def act(twin: Books) -> StatedOrigin:
        how = {"since": options.since, "source": options.source, "key": key}
        return state_origin(twin, options.payer, options.origin, **how)

    foreseen = foresee(books, act)
    done = act(books)
    data = {
        "payer": done.ref,
        "origin": options.origin,
        "from": options.since.isoformat() if options.since else None,
        "entries": done.entries,
        "amount_cents": done.amount.cents,
        **foreseen_shares(foreseen),
        "receipts": [],
        "changes": [
            {
                "what": "money_origin",
                "ref": done.ref,
                "before": done.before or None,
                "after": done.after or None,
            }
        ],
        "warnings": [],
    }
    told = ngettext(
        "{ref}: {origin}. {count} allocation follows, {amount}; lines and receipts stay.",
        "{ref}: {origin}. {count} allocations follow, {amount}; lines and receipts stay.",
        done.entries,
    )
    line = told.format(
        ref=isolated(done.ref),
        origin=_(ORIGINS[options.origin]),
        count=isolated(str(done.entries)),
        amount=money(done.amount),
    )
    return Answer(data, [line, *foreseen_lines(foreseen)])
