"""``people``: those that are recorded; a request of erasure and its answer; the days on which people died."""

from datetime import date
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group, file_option
from donations_app.commands.circulars import add_letter
from donations_app.commands.collection_data import doubts_data
from donations_app.commands.consents import add_consent
from donations_app.commands.doubles import add_doubles
from donations_app.commands.moves import add_move
from donations_app.commands.officers import add_officers
from donations_app.commands.own_data import add_data
from donations_app.commands.people_list import add_list
from donations_app.commands.situations import add_situations
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.waiting_debits import doubtful_debits
from donations_app.domain.deaths import addressee, is_deceased, names_of, with_deaths
from donations_app.domain.parties import display_name
from donations_app.formats.writing import placed
from donations_app.i18n import _, day, isolated
from donations_app.machine.preferences import backup_folder, load
from donations_app.services.exchange.letting_go import holding
from donations_app.services.people.erasure import Erasure, erase_into, erase_party
from donations_app.services.people.parties import change_party
from donations_app.words.keeping import holding_lines
from donations_app.words.people import kept_sentence
from donations_app.words.waiting_debits import waits_words


def add(commands: Any, name: str) -> None:
    """Add the command."""
    kinds = add_group(
        commands,
        name,
        summary(name),
        "list|show|add|change|letter|move|consent|couple|separate|of-age|rename|officers|data|erase|died|doubles|merge|apart|merges",
    )
    add_list(kinds)
    add_letter(kinds)
    add_move(kinds)
    add_consent(kinds)
    add_situations(kinds)
    add_officers(kinds)
    add_doubles(kinds)
    add_data(kinds)
    erased = add_command(
        kinds, "erase", _("erase what the law lets go, keep the rest, write the answer"), erase, writes=True
    )
    erased.add_argument("party", metavar="REF")
    erased.add_argument("--asked-on", type=day_option, metavar="DATE", help=_("the day of the request"))
    erased.add_argument(
        "--out", type=file_option("pdf"), required=True, metavar="FILE.pdf", help=_("the answer")
    )
    erased.add_argument("--force", action="store_true")
    dead = add_command(
        kinds,
        "died",
        _("note the day on which somebody died, each of a couple on its own"),
        died,
        writes=True,
    )
    dead.add_argument("party", metavar="REF")
    dead.add_argument(
        "--died-on", type=day_option, metavar="DATE", help=_("of the person, or the first of a couple")
    )
    dead.add_argument(
        "--second-died-on", type=day_option, metavar="DATE", help=_("of the second of a couple")
    )
    dead.add_argument("--undo", action="store_true", help=_("take the days back before others are noted"))


def erase(call: Call) -> Answer:
    """Erase what may go, and write the answer; without its file nothing is erased."""
    if call.is_rehearsal:
        return _told(call, _erase(call))
    with placed(call.options.out, force=call.options.force) as file:
        books = call.acting()
        done = erase_into(books, file, call.options.party, asked_on=_asked_on(call))
    answer = _told(call, done)
    answer.lines = [*answer.lines, *holding_lines(*holding(books, backup_folder(load())))]
    return answer


def _erase(call: Call) -> Erasure:
    return erase_party(call.acting(), call.options.party, asked_on=_asked_on(call))


def _asked_on(call: Call) -> date:
    day: date | None = call.options.asked_on
    return day or call.today


def _told(call: Call, done: Erasure) -> Answer:
    reasons = [(one, kept_sentence(one.code, one.until)) for one in done.kept]
    data = {
        "payer": done.ref,
        "whole": not done.kept,
        "erased": list(done.erased),
        "kept": [
            {"code": one.code, "until": one.until.isoformat() if one.until else None, "message": told}
            for one, told in reasons
        ],
        "file": str(call.options.out),
    }
    ref = isolated(done.ref)
    said = _("{ref}: name and address stay, the rest is erased.") if done.kept else _("{ref} is erased.")
    lines = [said.format(ref=ref), *(told for _one, told in reasons)]
    if not call.is_rehearsal:
        lines.append(_("Written: {path}").format(path=isolated(str(call.options.out))))
    return Answer(data, lines)


def died(call: Call) -> Answer:
    """Note the days given beside those known, and say to whom one writes now."""
    options, books = call.options, call.acting()
    with books.read() as session:
        draft, seen = party_draft(session, options.party)
    first, second = (None, None) if options.undo else (draft.deceased_on, draft.second_deceased_on)
    first, second = options.died_on or first, options.second_died_on or second
    noted = with_deaths(draft, first, second, today=call.today)
    change_party(books, options.party, noted, seen=seen)
    to = addressee(noted, display_name(noted))
    data = {
        "payer": noted.ref,
        "deceased_on": first.isoformat() if first else None,
        "second_deceased_on": second.isoformat() if second else None,
        "deceased": is_deceased(noted),
        "addressee": to,
    }
    days = zip(names_of(noted), (first, second), strict=False)
    lines = [_("{name} died on {day}.").format(name=name, day=day(on)) for name, on in days if on]
    lines.append(_("Receipts are addressed to: {name}.").format(name=to))
    with books.read() as session:
        doubts = doubtful_debits(session, today=call.today, payer=noted.ref)
    return Answer(data | {"warnings": doubts_data(doubts)}, lines, [*map(waits_words, doubts)])
