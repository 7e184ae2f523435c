"""``people officers add|end|list``: who holds an office in an association, since when and until when."""

from typing import Any
from uuid import uuid4

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.usage import day_option
from donations_app.db.books import Books
from donations_app.db.queries.officers import officers_of
from donations_app.db.queries.parties import party
from donations_app.domain.keys import parse_reference
from donations_app.domain.officers import ROLES, Officer
from donations_app.i18n import _, isolated
from donations_app.services.people.officers import end_officer, note_officer
from donations_app.words.officers import officer_line


def add_officers(kinds: Any) -> None:
    """Add the three commands."""
    words = add_group(kinds, "officers", _("officers of an association"), "add|end|list")
    added = add_command(words, "add", _("note who holds an office"), add, writes=True)
    ended = add_command(words, "end", _("note the last day of an office"), end, writes=True)
    listed = add_command(words, "list", _("officers of an association, those of today first"), list_officers)
    for each in (added, ended, listed):
        each.add_argument("party", metavar="REF")
    for each in (added, ended):
        each.add_argument("role", choices=ROLES, help=_("the office that is held"))
    added.add_argument("who", metavar="NAME|REF", help=_("the name, or the reference of who is recorded"))
    added.add_argument("--from", dest="since", type=day_option, required=True, metavar="DATE")
    added.add_argument("--to", dest="until", type=day_option, metavar="DATE", help=_("the last day"))
    added.add_argument(
        "--former",
        choices=("ends", "stays"),
        default="",
        help=_("who holds the office: until the day before, or beside"),
    )
    ended.add_argument(
        "--on", dest="until", type=day_option, required=True, metavar="DATE", help=_("the last day")
    )
    ended.add_argument("--who", default="", metavar="NAME|REF", help=_("where several hold the office"))


def add(call: Call) -> Answer:
    """Note who holds an office."""
    options, books = call.options, call.acting()
    with books.read() as session:
        # a reference that nobody bears is refused: it is no name
        is_recorded = parse_reference(options.who) is not None or party(session, options.who) is not None
    officer = Officer(
        role=options.role,
        since=options.since,
        until=options.until,
        **{"person" if is_recorded else "name": options.who},
    )
    note_officer(books, options.party, officer, key=uuid4(), former=options.former)
    return _answer(call, books)


def end(call: Call) -> Answer:
    """Note the last day of an office."""
    options, books = call.options, call.acting()
    end_officer(books, options.party, options.role, until=options.until, name=options.who)
    return _answer(call, books)


def list_officers(call: Call) -> Answer:
    """List the officers of an association."""
    return _answer(call, call.books(read_only=True), writes=False)


def _answer(call: Call, books: Books, *, writes: bool = True) -> Answer:
    with books.read() as session:
        found = officers_of(session, call.options.party, today=call.today)
    data: dict[str, Any] = {"ref": call.options.party, "officers": [officer_data(one) for one in found]}
    if writes:
        data |= {"changes": [], "warnings": []}
    return Answer(data, [officer_line(one) for one in found] or [_("No officer of {ref} is noted.").format(
        ref=isolated(call.options.party)
    )])  # fmt: skip


def officer_data(one: Officer) -> dict[str, Any]:
    """Return an office, as JSON names it."""
    return {
        "role": one.role,
        "name": one.name,
        "ref": one.person or None,
        "since": one.since.isoformat(),
        "until": one.until.isoformat() if one.until else None,
    }
