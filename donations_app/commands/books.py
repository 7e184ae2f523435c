"""``init`` and ``settings``."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group, whole_option
from donations_app.commands.summaries import summary
from donations_app.commands.usage import day_option
from donations_app.db.books import Books, utc_now
from donations_app.db.queries import settings as facts
from donations_app.domain.addresses import one_line
from donations_app.domain.authors import Author
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.parameters import DatedValue
from donations_app.domain.settings import SettingsDraft
from donations_app.domain.structs import asdict
from donations_app.i18n import _, count, day, isolated, labelled
from donations_app.words.codes import together
from donations_app.words.figures import figure_word, period_word, state_word, value_word


def add(commands: Any, name: str) -> None:
    """Add the command ``name``."""
    if name == "init":
        parser = add_command(commands, "init", summary("init"), init, writes=True)
        parser.add_argument("--settings", type=Path, metavar="FILE.toml")
        parser.add_argument("--demo", nargs="?", const="small", choices=("small", "large"))
        parser.add_argument("--seed", type=whole_option, default=1)
    else:
        kinds = add_group(commands, "settings", summary("settings"), "show|load|parameters|confirm")
        add_command(kinds, "show", _("show the settings"), show)
        load = add_command(kinds, "load", _("take the settings of a file"), load_file, writes=True)
        load.add_argument("file", type=Path, metavar="FILE.toml")
        _add_parameters(kinds)


def _add_parameters(kinds: Any) -> None:
    shown = add_command(
        kinds, "parameters", _("the dated legal figures, and which wait for a person"), parameters
    )
    shown.add_argument("--all", action="store_true", help=_("those of other days too"))
    decided = add_command(
        kinds, "confirm", _("confirm a legal figure, or write another"), confirm, writes=True
    )
    decided.add_argument("name")
    decided.add_argument("--from", dest="first_on", type=day_option, required=True, metavar="DATE")
    decided.add_argument("--to", dest="last_on", type=day_option, metavar="DATE")
    decided.add_argument("--value", default="")
    decided.add_argument("--source", required=True, metavar="TEXT")


def parameters(call: Call) -> Answer:
    """Show the legal figures in force on the day, with their sources."""
    from donations_app.services.books.legal import legal_parameters

    with call.books(read_only=True).read() as session:
        known = legal_parameters(session)
    shown = [one for one in known if call.options.all or one.holds_on(call.today)]
    shown.sort(key=lambda one: (one.name, one.first_on))
    data = [
        {
            "name": one.name,
            "value": one.value,
            "from": one.first_on.isoformat(),
            "to": one.last_on.isoformat() if one.last_on else None,
            "confirmed": one.confirmed,
            "source": one.source,
            "confirmed_by": one.decided_by,
            "confirmed_on": one.decided_on.isoformat() if one.decided_on else None,
        }
        for one in shown
    ]
    lines = [labelled(f"{figure_word(one.name)} ({isolated(one.name)})", _figure_said(one)) for one in shown]
    return Answer({"parameters": data}, lines)


def _figure_said(figure: DatedValue) -> str:
    """Return the value, when it holds, and whether somebody still has to confirm it."""
    said = [value_word(figure), period_word(figure.first_on, figure.last_on)]
    return together(*said) if figure.confirmed else together(*said, state_word(figure).lower())


def confirm(call: Call) -> Answer:
    """Confirm a legal figure or write another; who and when stand in the audit trail."""
    from donations_app.services.books.legal import decide_parameter

    options = call.options
    decide_parameter(
        call.acting(),
        options.name,
        first_on=options.first_on,
        last_on=options.last_on,
        value=options.value,
        source=options.source,
    )
    told = _("Confirmed from {day} on: {name}.").format(
        name=f"{figure_word(options.name)} ({isolated(options.name)})", day=day(options.first_on)
    )
    return Answer({"name": options.name, "from": options.first_on.isoformat(), "confirmed": True}, [told])


def init(call: Call) -> Answer:
    """Make new books, from a settings file, with examples, or with placeholders to fill in."""
    from donations_app.services.books.settings import create_books, rehearse_books

    settings = _first_settings(call)
    counts: dict[str, int] = {}

    def fill_in(books: Books) -> None:
        from donations_app.services.demo.books import fill

        size, seed = call.options.demo, call.options.seed
        counts.update(fill(books, size=size, seed=seed, progress=call.progress()))

    given: dict[str, Any] = {"today": lambda: call.today, "clock": utc_now, "author": Author(call.user)}
    if call.options.demo:  # the same seed and day make the same books
        from donations_app.services.demo.books import story_clock, story_origin

        given |= {"clock": story_clock(call.today), "author": Author("exemple"), "then": fill_in}
        given |= {"origin": story_origin(call.options.seed)}
    if call.is_rehearsal:
        name = rehearse_books(call.location, settings, **given)
    else:
        with closing(create_books(call.location, settings, **given)) as books:
            name = books.name
    return _made(call, name, counts)


def _made(call: Call, name: str, counts: dict[str, int]) -> Answer:
    data: dict[str, Any] = {"books": name, "made": not call.is_rehearsal}
    lines = [_("New books: {path}").format(path=isolated(name))]
    if counts:
        data["demo"] = counts
        lines.append(
            _("Examples: {people} people, {payments} payments, {projects} projects.").format(
                **{noun: count(number) for noun, number in counts.items()}
            )
        )
    return Answer(data, lines, notes=[_("Nothing was written.")] if call.is_rehearsal else [])


def _first_settings(call: Call) -> SettingsDraft:
    if call.options.settings:
        from donations_app.formats.settings_file import read_settings

        return read_settings(call.options.settings)
    from donations_app.services.demo.books import example_settings, placeholder_settings

    return example_settings() if call.options.demo else placeholder_settings()


def show(call: Call) -> Answer:
    """Show what the settings say on the day."""
    with call.books(read_only=True).read() as session:
        found = facts.settings_on(session, call.today)
    return Answer(_data(found), list(_lines(found)))


def _data(found: facts.SettingsOnDay) -> dict[str, Any]:
    organisation, mail = found.organisation, found.mail
    return {
        "organisation": asdict(organisation) | {"valid_from": organisation.valid_from.isoformat()},
        "offices": [
            {"code": row.code, "name": row.name, "head": row.is_head} | asdict(found.of_office(row))
            for row in found.offices
        ],
        "signatories": [
            {
                "name": row.name,
                "title": row.title,
                "from": row.valid_from.isoformat(),
                "to": row.valid_to.isoformat() if row.valid_to else None,
                "image": row.image is not None,
            }
            for row in found.signatories
        ],
        "accounts": [asdict(row) for row in found.accounts],
        "mail": asdict(mail) if mail else None,
    }


def _lines(found: facts.SettingsOnDay) -> Iterator[str]:
    organisation, mail = found.organisation, found.mail
    yield organisation.name
    yield one_line((organisation.address, f"{organisation.postcode} {organisation.city}"))
    numbers = {"SIREN": organisation.siren, "RNA": organisation.rna}
    yield from (labelled(name, isolated(number)) for name, number in numbers.items() if number)
    contacts = (organisation.phone, organisation.email, organisation.website)
    yield from (isolated(text) for text in contacts if text)
    yield from (_office_line(row, found.of_office(row)) for row in found.offices)
    for row in found.signatories:
        yield labelled(together(row.name, row.title), period_word(row.valid_from, row.valid_to))
    yield from (labelled(row.label, isolated(row.iban)) for row in found.accounts)
    if mail:
        server = isolated(f"{mail.host}:{mail.port}")
        yield f"{together(isolated(mail.sender), server)} ({mail.security})"


def _office_line(office: facts.OfficeRow, known: OfficeFacts) -> str:
    """Return code and name of an office, and what is known of where it is and how it is reached."""
    where = one_line((known.address, f"{known.postcode} {known.city}".strip()))
    numbers = [isolated(text) for text in (known.phone, known.email, known.account) if text]
    currency = known.currency if known != OfficeFacts() else ""
    return together(f"{isolated(office.code)}  {office.name}", *filter(None, (where, currency, *numbers)))


def load_file(call: Call) -> Answer:
    """Take the settings of a file; earlier facts stay as history."""
    from donations_app.formats.settings_file import read_settings
    from donations_app.services.books.settings import load_settings

    draft = read_settings(call.options.file)
    load_settings(call.acting(), draft)
    return Answer({"loaded": True}, [_("The settings are loaded.")])
