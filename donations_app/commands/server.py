"""``server plan|setup|check|leave``: books on a PostgreSQL server, with a login a person; for an administrator."""

import argparse
import sys
from contextlib import closing
from getpass import getpass
from pathlib import Path
from typing import Any, Final

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.summaries import summary
from donations_app.commands.usage import UsageError
from donations_app.db.address import password_in, with_password, without_password
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.db.server_setup import Login, script
from donations_app.domain.settings import SettingsDraft
from donations_app.domain.storage_errors import FileRefused
from donations_app.i18n import _, isolated, without_marks
from donations_app.machine import passwords
from donations_app.services.books.server import check_names, end_login, flaws, set_up, verifier
from donations_app.words.codes import listed
from donations_app.words.servers import flaw_sentence, login_sentence

_BASE: Final = "tiwizi"


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(
        commands,
        name,
        summary(name),
        "plan|setup|check|leave|login",
    )
    planned = add_command(kinds, "plan", _("the SQL of it, for whoever prefers to run it himself"), plan)
    made = add_command(kinds, "setup", _("make database, books, rights and logins"), setup, writes=True)
    for parser in (planned, made):
        _add_people(parser)
    made.add_argument(
        "--passwords",
        type=Path,
        metavar="FILE",
        help=_("a line LOGIN:PASSWORD for each; else they are asked"),
    )
    checked = add_command(kinds, "check", _("what of the server is not as it was set up"), check)
    left = add_command(kinds, "leave", _("let somebody work with the books no longer"), leave, writes=True)
    tried = add_command(
        kinds, "login", _("try a login, and keep its password in the keyring of this computer"), login
    )
    tried.add_argument(
        "address", metavar="URL", help=_("as --books takes it, such as postgresql://zohra@host/tiwizi")
    )
    tried.add_argument("--forget", action="store_true", help=_("keep it no longer"))
    left.add_argument("login", metavar="LOGIN", help=_("as it was set up"))
    for parser in (made, checked, left):
        parser.add_argument(
            "--admin",
            required=True,
            metavar="URL",
            help=_("postgresql://ADMINISTRATOR@HOST/postgres; its password in PGPASSWORD or ~/.pgpass"),
        )
    for parser in (planned, made, checked, left):
        parser.add_argument(
            "--base", default=_BASE, metavar="NAME", help=_("name of the database; tiwizi unless said")
        )


def _add_people(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settings", type=Path, metavar="FILE.toml", help=_("for new books"))
    parser.add_argument(
        "--person",
        action="append",
        default=[],
        metavar="LOGIN=ROLE[:OFFICE]",
        help=_("treasurer, clerk, auditor or backup; again for each"),
    )


def plan(call: Call) -> Answer:
    """Say the statements that ``setup`` runs, as a script for ``psql``."""
    options = call.options
    people = _people(options.person, {})
    check_names(options.base, people)
    lines = list(script(options.base, people, settings=str(options.settings or "settings.toml")))
    return Answer({"sql": lines}, lines)


def setup(call: Call) -> Answer:
    """Set the server up; what stands is brought to the plan."""
    options = call.options
    if call.is_rehearsal:
        return plan(call)
    asked = _people(options.person, {})
    check_names(options.base, asked)
    people = _people(options.person, _passwords(options, [one.name for one in asked]))
    settings = _settings(options.settings)
    done = set_up(
        options.admin, options.base, people, settings=settings, clock=utc_now, today=lambda: call.today
    )
    told = _("Made: the books {base}.") if done.is_new else _("Brought to the plan: the books {base}.")
    notes = []
    if done.without_password:
        said = _(
            "No password yet: {logins}. Until an administrator gives one (\\password LOGIN in psql), nobody logs in so."
        )
        notes.append(said.format(logins=listed(done.without_password)))
    data = {
        "base": done.base,
        "new": done.is_new,
        "logins": list(done.logins),
        "without_password": list(done.without_password),
    }
    return Answer(data, [told.format(base=isolated(done.base))], notes=notes)


def check(call: Call) -> Answer:
    """Look at the server; exit 1 when something is not as it should be."""
    options = call.options
    found = flaws(options.admin, options.base)
    said = [flaw_sentence(one) for one in found]
    data = {
        "ok": not found,
        "problems": [
            {"kind": one.kind, "where": one.name, "message": without_marks(words)}
            for one, words in zip(found, said, strict=True)
        ],
    }
    return Answer(data, said or [_("The server is as it was set up.")], status=1 if found else 0)


def login(call: Call) -> Answer:
    """Open the books as they will be opened, say who one is there, and keep the password."""
    address = call.options.address
    if call.options.forget:
        told = _("Forgotten.") if passwords.forget(address) else _("No password was kept for it.")
        return Answer({"kept": False}, [told])
    place = passwords.filled(address)
    if place == address and sys.stdin.isatty():
        asked = _("Password of {place}: ").format(place=without_password(address))
        if typed := getpass(without_marks(asked)):
            place = with_password(address, typed)
    with closing(open_books(place, clock=utc_now, today=lambda: call.today)) as books:
        role, author = books.role, books.author
    lines = [login_sentence(author.login, role, author.office)]
    kept = place != address and passwords.keep(address, password_in(place))
    if place != address:
        lines.append(
            _("The password is kept in the keyring of this computer.")
            if kept
            else _("This computer has no keyring: the password is asked each time.")
        )
    return Answer({"login": author.login, "role": role, "office": author.office, "kept": kept}, lines)


def leave(call: Call) -> Answer:
    """End the work of a login; the audit trail goes on naming it."""
    options = call.options
    if not call.is_rehearsal:
        end_login(options.admin, options.base, options.login)
    told = _("{login} works with these books no longer; what was recorded under it stays.")
    return Answer({"login": options.login}, [told.format(login=isolated(options.login))])


def _settings(path: Path | None) -> SettingsDraft | None:
    if path is None:
        return None
    from donations_app.formats.settings_file import read_settings

    return read_settings(path)


def _people(words: list[str], passwords: dict[str, str]) -> list[Login]:
    """Return who is named.

    Raises:
        UsageError: somebody is named otherwise than LOGIN=ROLE[:OFFICE].
    """
    people = []
    for said in words:
        name, sign, rest = said.partition("=")
        role, _colon, office = rest.partition(":")
        if not (name and sign and role):
            raise UsageError(
                _("“{word}”: write LOGIN=ROLE, or LOGIN=ROLE:OFFICE.").format(word=isolated(said))
            )
        password = passwords.get(name, "")
        made = verifier(name, password) if password else ""
        people.append(Login(name, role, office.upper(), made))  # type: ignore[arg-type]  # checked by ``check_names``
    return people


def _passwords(options: argparse.Namespace, names: list[str]) -> dict[str, str]:
    """Return the passwords of a file, or those that somebody types; nothing where nobody can.

    Raises:
        FileRefused: the file cannot be read, or a line of it says no password.
    """
    if options.passwords is None:
        if options.json or not sys.stdin.isatty():
            return {}
        asked = _("Password of {login} (nothing: none yet): ")
        return {name: getpass(without_marks(asked.format(login=name))) for name in names}
    found = {}
    try:
        lines = options.passwords.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefused(str(options.passwords), "file_unreadable", detail=str(error)) from error
    for number, line in enumerate(lines, 1):
        name, sign, password = line.partition(":")
        if line.strip() and not (name and sign and password):
            raise FileRefused(str(options.passwords), "password_line", number)
        found[name] = password
    return found
