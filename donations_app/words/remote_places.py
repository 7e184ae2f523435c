"""What is said of a server that takes encrypted backups."""

from typing import TYPE_CHECKING, Final

from donations_app.formats.sftp import HostKey, Server
from donations_app.i18n import _, isolated
from donations_app.machine.remote_places import address_of
from donations_app.words.codes import listed

if TYPE_CHECKING:
    from donations_app.services.exchange.remote_backups import Sent

_LAST: Final = 6  # letters of a fingerprint that are typed to confirm it


def shown_key_lines(server: Server, shown: HostKey) -> list[str]:
    """Return what is told before the key of a server is confirmed."""
    return [
        _("The server {host} shows this key for the first time ({kind}):").format(
            host=isolated(server.host), kind=isolated(shown.kind)
        ),
        isolated(shown.fingerprint),
        _("Ask whoever runs it for its fingerprint, by telephone or on paper, and compare all of it."),
    ]


def is_confirmation(typed: str, shown: HostKey) -> bool:
    """Tell whether somebody typed the end of a fingerprint."""
    return typed.strip() == shown.fingerprint[-_LAST:]


def sent_line(done: "Sent", server: Server, *, is_rehearsal: bool) -> str:
    """Return what became of a backup that was to be sent."""
    if not done.sent:
        told = _("Nothing was written since the backup {name}, which is on {server}.")
    elif is_rehearsal:
        told = _("Would be sent to {server}: {name}")
    else:
        told = _("Sent to {server}, read back and the same: {name}")
    names = listed(done.sent or (done.kept.path.name,))
    return told.format(name=names, server=isolated(address_of(server)))


def gone_there_lines(done: "Sent", *, is_rehearsal: bool) -> list[str]:
    """Return which backups made room on the server."""
    if not done.gone:
        return []
    told = _("Would make room there: {names}") if is_rehearsal else _("Made room there: {names}")
    return [told.format(names=listed(done.gone))]
