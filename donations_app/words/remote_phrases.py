"""Why a server takes no backup, and what to do."""

from typing import Final

from donations_app.domain import remote_errors as errors
from donations_app.i18n import N_

REFUSALS: Final[dict[type[BaseException], str]] = {
    errors.RemoteUnreachable: N_(
        "The server {host} does not answer: {answer}. Nothing is lost: a backup that is made waits on this computer and is sent the next time."
    ),
    errors.RemoteChanged: N_(
        "The server {host} shows another key: {shown} instead of {known}. It got neither password nor backup: somebody may stand in between. Ask whoever runs it; if the key was changed there, confirm the new one."
    ),
    errors.RemoteLoginRefused: N_(
        "The server {host} does not let {username} in: check login, password or key. The backup waits on this computer and is sent the next time."
    ),
    errors.RemoteKeyUnreadable: N_(
        "The private key {path} cannot be read: {answer}. Nothing was sent: name another file, or type its password."
    ),
    errors.RemoteRefused: N_(
        "The server {host} refuses the folder {folder}: {answer}. The folder must stand there, with room and the right to write. The backup waits on this computer and is sent the next time."
    ),
    errors.RemoteDiffers: N_(
        "What arrived on {host} is not what was sent, so {name} got no name there. The backup waits on this computer and is sent the next time."
    ),
    errors.RemoteNotSet: N_("No server is chosen on this computer: name it once with --server."),
    errors.RemoteUnconfirmed: N_(
        "Nobody confirmed the key of {host}: {shown}. Nothing was sent. Ask whoever runs the server for its fingerprint, and name it with --fingerprint if it is this one."
    ),
}
