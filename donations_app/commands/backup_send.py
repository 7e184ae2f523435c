"""``backup send``: an encrypted backup to a server, by SFTP."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call
from donations_app.commands.passphrases import new_passphrase
from donations_app.domain.remote_errors import RemoteChanged, RemoteNotSet, RemoteUnconfirmed
from donations_app.formats.sftp import HostKey, Server
from donations_app.i18n import _, isolated, without_marks
from donations_app.machine import passwords, preferences
from donations_app.machine.remote_places import (
    address_of,
    confirmed,
    login_of,
    note_server,
    server_of,
    typed_server,
)
from donations_app.machine.sent_backups import note_sent
from donations_app.words.remote_places import gone_there_lines, is_confirmation, sent_line, shown_key_lines


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a backup that is sent."""
    parser.add_argument(
        "--server",
        metavar="sftp://LOGIN@HOST[:PORT]/FOLDER",
        default="",
        help=_(
            "with “send”: the server, which this computer remembers; /~/FOLDER is below the home of the login"
        ),
    )
    parser.add_argument(
        "--key",
        type=Path,
        metavar="FILE",
        help=_("with --server: the private key of the login; else a password"),
    )
    parser.add_argument(
        "--fingerprint",
        metavar="SHA256:...",
        default="",
        help=_(
            "with “send”: the fingerprint of the server's key, as whoever runs it told you; else it is asked"
        ),
    )


def send(call: Call, scratch: str) -> Answer:
    """Make an encrypted backup, send it, and remember the server; what cannot be sent waits for the next time."""
    from donations_app.services.exchange.kept_backups import identity_of
    from donations_app.services.exchange.remote_backups import send_backup

    books, says = call.books(read_only=True), call.options.only_says
    own = identity_of(books)
    server = _confirmed(call, _server(call, own))
    if not says:
        note_server(own, server)
    given, told = new_passphrase(call, own)
    password, is_typed = _password(call, server)
    at = books.clock()
    done = send_backup(
        books, server, password, given, scratch=scratch, save=not says, progress=call.progress()
    )
    if not says:
        preferences.note_backup(own, done.kept.label.made_at, done.kept.path)
        note_sent(own, at)
        if call.options.remember and is_typed:
            passwords.keep_remote_password(login_of(server), password)
    data: dict[str, Any] = {
        "ok": True,
        "file": done.kept.path.name,
        "server": address_of(server),
        "fingerprint": server.fingerprint,
        "new": done.kept.is_new,
        "made_at": done.kept.label.made_at.isoformat(timespec="seconds"),
        "verified": done.kept.label.verified,
        "sent": list(done.sent),
        "gone": list(done.gone),
    }
    lines = [sent_line(done, server, is_rehearsal=says), *gone_there_lines(done, is_rehearsal=says)]
    return Answer(data, lines, notes=[*told, _("Nothing was written.")] if says else told)


def _server(call: Call, own: str) -> Server:
    """Return the server that is named, or the one that this computer remembers.

    Raises:
        RemoteNotSet: neither.
        InputRefused: what is named is no address.
    """
    options = call.options
    if options.server:
        key_file = str(options.key.absolute()) if options.key else ""
        return confirmed(own, typed_server(options.server, key_file=key_file))
    if (known := server_of(own)) is None:
        raise RemoteNotSet
    return known


def _confirmed(call: Call, server: Server) -> Server:
    """Return the server with the key that was confirmed, now or before.

    Raises:
        RemoteChanged: it shows another than the one that was named.
        RemoteUnconfirmed: nobody is there to confirm it, or it is not the one.
    """
    from donations_app.formats.sftp import ask_host_key

    named = call.options.fingerprint
    if server.fingerprint and named in {"", server.fingerprint}:
        return server
    shown = ask_host_key(server)
    if named and shown.fingerprint != named:
        raise RemoteChanged(server.host, named, shown.fingerprint)
    if not named and not _is_confirmed(call, server, shown):
        raise RemoteUnconfirmed(server.host, shown.fingerprint)
    return server.confirmed(shown)


def _is_confirmed(call: Call, server: Server, shown: HostKey) -> bool:
    if call.options.json or not sys.stdin.isatty():
        return False
    print(*map(without_marks, shown_key_lines(server, shown)), sep="\n", file=sys.stderr)
    typed = input(without_marks(_("Its last six letters, if it is the one that you were told: ")))
    return is_confirmation(typed, shown)


def _password(call: Call, server: Server) -> tuple[str, bool]:
    """Return the password of the login or of its key, and whether somebody typed it now."""
    options, login = call.options, login_of(server)
    if options.forget:
        passwords.forget_remote_password(login)
    elif kept := passwords.remote_password(login):
        return kept, False
    if options.json or not sys.stdin.isatty():
        return "", False
    asked = (
        _("Password of the key {path} (nothing: none): ") if server.key_file else _("Password of {login}: ")
    )
    told = asked.format(path=isolated(server.key_file), login=isolated(login))
    return getpass.getpass(without_marks(told)), True
