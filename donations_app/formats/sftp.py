"""A folder on a server, by SFTP: files arrive under a passing name, are read back, and only then get their own.

The server is known by the fingerprint of its key, which somebody confirmed; nothing of the user's own settings of SSH
(configuration, known hosts, agent) is looked at, so that a place means the same on each computer. Every answer has a
time limit.
"""

import asyncio
import hashlib
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from donations_app.domain.remote_errors import (
    RemoteChanged,
    RemoteDiffers,
    RemoteKeyUnreadable,
    RemoteLoginRefused,
    RemoteRefused,
    RemoteUnreachable,
)

if TYPE_CHECKING:
    import asyncssh

T = TypeVar("T")
PORT: Final = 22
PATIENCE: Final = 30.0  # seconds that we wait for an answer
_BLOCK: Final = 1 << 17  # bytes that are read and sent at once: a line of 40 kbit/s manages them in time
_PASSING: Final = ".tiwizi-sent-"
_LEFT: Final = 24 * 3600  # seconds after which a passing file is of a connection that broke
_LONGEST: Final = 300  # letters of what a server says
_RSA: Final = ("rsa-sha2-512", "rsa-sha2-256")


class Server(Struct, frozen=True):
    """Where backups go."""

    host: str
    username: str
    folder: str  # which stands there
    port: int = PORT
    key_file: str = ""  # of a private key; empty: a password
    kind: str = ""  # of the server's key, "ssh-ed25519" ...
    fingerprint: str = ""  # of that key, "SHA256:..."; empty: nobody confirmed one

    def confirmed(self, key: "HostKey") -> "Server":
        """Return the same with a key that somebody confirmed."""
        return replace(self, kind=key.kind, fingerprint=key.fingerprint)


class HostKey(Struct, frozen=True):
    """What a server shows of itself."""

    kind: str
    fingerprint: str


class Remote(Struct, frozen=True):
    """A file on the server."""

    name: str
    size: int
    head: bytes  # its first bytes


def ask_host_key(server: Server) -> HostKey:
    """Return the key that a server shows, for somebody to confirm; no login is tried.

    Raises:
        RemoteUnreachable: it does not answer.
    """
    import asyncssh

    with _told(server), asyncio.Runner() as runner:
        asked = asyncssh.get_server_host_key(server.host, server.port, config=None)
        key = runner.run(asyncio.wait_for(asked, PATIENCE))
    if key is None:
        raise RemoteUnreachable(server.host, "SSH")
    return HostKey(key.get_algorithm(), key.get_fingerprint())


@contextmanager
def connected(server: Server, password: str) -> Iterator["Folder"]:
    """Log in and give the folder.

    Args:
        server: with the fingerprint that was confirmed.
        password: of the login, or of the file of its key.

    Raises:
        RemoteUnreachable, RemoteChanged, RemoteLoginRefused, RemoteKeyUnreadable: nobody is logged in.
        RemoteRefused: the folder is not there, or what is done in it is refused.
    """
    key = _key(server, password) if server.key_file else None
    with _told(server), asyncio.Runner() as runner:
        made = _Known(server)
        connection = runner.run(_connection(server, made, key, password))
        try:
            sftp = runner.run(asyncio.wait_for(connection.start_sftp_client(), PATIENCE))
            yield Folder(server, sftp, runner)
        finally:
            connection.abort()
            with suppress(OSError, asyncio.TimeoutError):
                runner.run(asyncio.wait_for(connection.wait_closed(), PATIENCE))


class Folder:
    """The folder of a server one is logged in to."""

    def __init__(self, server: Server, sftp: "asyncssh.SFTPClient", runner: asyncio.Runner) -> None:
        self._server, self._sftp, self._runner = server, sftp, runner

    def files(self, ending: str, head: int) -> list[Remote]:
        """Return the files whose names have an ending, each with so many of its first bytes, by their names."""
        return self._run(self._files(ending, head))

    def send(self, path: Path) -> None:
        """Send a file under its name, which nothing there may bear.

        Raises:
            RemoteDiffers: what arrived is something else.
        """
        self._run(self._send(path))

    def remove(self, name: str) -> None:
        """Take a file away."""
        self._run(self._within(self._sftp.remove(self._at(name))))

    def _at(self, name: str) -> str:
        return f"{self._server.folder.rstrip('/')}/{name}"

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        with _told(self._server):
            return self._runner.run(work)

    async def _within(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wait_for(work, PATIENCE)

    async def _files(self, ending: str, head: int) -> list[Remote]:
        found = []
        for one in await self._within(self._sftp.readdir(self._server.folder or ".")):
            name = one.filename if isinstance(one.filename, str) else one.filename.decode(errors="replace")
            if name.startswith(_PASSING):
                await self._clear(name, one.attrs.mtime or 0)
            elif name.endswith(ending):
                async with self._sftp.open(self._at(name), "rb") as file:
                    first = await self._within(_read(file, head))
                found.append(Remote(name, one.attrs.size or 0, first))
        return sorted(found, key=lambda one: one.name)

    async def _clear(self, name: str, changed: int) -> None:
        """Take away what a connection left that broke a day ago or earlier."""
        if datetime.now(UTC).timestamp() - changed > _LEFT:
            await self._within(self._sftp.remove(self._at(name)))

    async def _send(self, path: Path) -> None:
        passing = self._at(f"{_PASSING}{uuid4().hex}")
        try:
            await self._compare(await self._written(path, passing), passing, path.name)
            await self._within(self._sftp.rename(passing, self._at(path.name)))
        except BaseException:
            with suppress(Exception):  # the connection may be what broke; it goes a day later
                await self._within(self._sftp.remove(passing))
            raise

    async def _compare(self, sent: tuple[int, str], passing: str, name: str) -> None:
        """Read back what arrived, and hold size and digest against what was sent."""
        size = (await self._within(self._sftp.stat(passing))).size
        if (size, await self._digest(passing)) != sent:
            raise RemoteDiffers(self._server.host, name)

    async def _written(self, path: Path, passing: str) -> tuple[int, str]:
        """Write a file under its passing name; return how many bytes there were, and their digest."""
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as file:
            async with self._sftp.open(passing, "xb") as there:
                while part := file.read(_BLOCK):
                    digest.update(part)
                    size += len(part)
                    await self._within(there.write(part))
        return size, digest.hexdigest()

    async def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        async with self._sftp.open(name, "rb") as there:
            while part := await self._within(_read(there, _BLOCK)):
                digest.update(part)
        return digest.hexdigest()


async def _read(file: Any, size: int) -> bytes:
    return bytes(await file.read(size))


class _Known:
    """Takes the one key that was confirmed, and remembers another."""

    def __init__(self, server: Server) -> None:
        self._known, self._host = server.fingerprint, server.host

    def client(self) -> Any:
        import asyncssh

        known, host = self._known, self._host

        class Client(asyncssh.SSHClient):
            def validate_host_public_key(self, _host: str, _addr: str, _port: int, key: Any) -> bool:
                shown = key.get_fingerprint()
                if shown != known:
                    raise RemoteChanged(host, known, shown)
                return True

        return Client()


async def _connection(server: Server, known: _Known, key: Any, password: str) -> Any:
    import asyncssh

    kinds = _RSA if server.kind == "ssh-rsa" else (server.kind,)
    return await asyncio.wait_for(
        asyncssh.connect(
            server.host,
            server.port,
            username=server.username,
            password=None if key else password,
            client_keys=[key] if key else None,
            client_factory=known.client,
            known_hosts=([], [], []),
            server_host_key_algs=list(kinds),
            config=None,
            agent_path=None,
            connect_timeout=PATIENCE,
            login_timeout=PATIENCE,
            keepalive_interval=PATIENCE / 3,
        ),
        2 * PATIENCE,
    )


def _key(server: Server, password: str) -> Any:
    import asyncssh

    try:
        return asyncssh.read_private_key(server.key_file, password or None)
    except (OSError, ValueError) as error:  # asyncssh's own are values
        raise RemoteKeyUnreadable(server.key_file, str(error)[:_LONGEST]) from error


@contextmanager
def _told(server: Server) -> Iterator[None]:
    """Say in our words what the library raises."""
    import asyncssh

    try:
        yield
    except asyncssh.PermissionDenied as error:
        raise RemoteLoginRefused(server.host, server.username) from error
    except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.DisconnectError) as error:
        raise RemoteUnreachable(server.host, error.reason[:_LONGEST]) from error
    except (asyncssh.SFTPError, asyncssh.ChannelOpenError) as error:
        raise RemoteRefused(server.host, server.folder, error.reason[:_LONGEST]) from error
    except OSError as error:  # a time limit too
        answer = error.strerror or str(error) or type(error).__name__
        raise RemoteUnreachable(server.host, answer[:_LONGEST]) from error
