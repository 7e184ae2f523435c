"""A server of SFTP on this machine, with a login of its own, for tests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import asyncssh
from msgspec import Struct

LOGIN, PASSWORD = "naima", "figuier"


class Running(Struct):
    """A server that runs; its key may be changed while it does not."""

    root: Path
    loop: Any
    key: Any
    key_of_login: Any = None
    port: int = 0
    listener: Any = None

    def start(self) -> None:
        """Listen, on the same port as before."""
        self.listener = self._do(self._listen())
        self.port = self.listener.get_port()

    def stop(self) -> None:
        """Answer nobody any more."""
        self._do(self._close())

    def _do(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    async def _listen(self) -> Any:
        return await asyncssh.listen(
            "127.0.0.1", self.port, server_factory=lambda: _Server(self.key_of_login),
            server_host_keys=[self.key], config=None,
            sftp_factory=lambda channel: _Files(channel, chroot=str(self.root).encode()),
        )  # fmt: skip

    async def _close(self) -> None:
        self.listener.close()
        await self.listener.wait_closed()


class _Server(asyncssh.SSHServer):
    def __init__(self, key: Any) -> None:
        self._key = key

    def begin_auth(self, username: str) -> bool:
        return True

    def password_auth_supported(self) -> bool:
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (LOGIN, PASSWORD)

    def validate_public_key(self, username: str, key: Any) -> bool:
        return username == LOGIN and key.public_data == self._key.public_data


class _Files(asyncssh.SFTPServer):
    """The files of a server; one whose ``SPOILS`` is set writes another first byte than it was given."""

    SPOILS = False

    def write(self, file_obj: object, offset: int, data: bytes) -> int:
        if type(self).SPOILS and offset == 0:
            data = bytes([data[0] ^ 1]) + data[1:]
        return int(super().write(file_obj, offset, data))  # type: ignore[arg-type]


@contextmanager
def spoiling() -> Iterator[None]:
    """Let servers keep something else than they are given."""
    _Files.SPOILS = True
    try:
        yield
    finally:
        _Files.SPOILS = False


@contextmanager
def sftp_server(root: Path) -> Iterator[Running]:
    """Run a server whose files lie below a folder, as ``/``."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    made = Running(root, loop, asyncssh.generate_private_key("ssh-ed25519"))
    try:
        made.start()
        yield made
        made.stop()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
