"""A line to a PostgreSQL server that breaks at a COMMIT: before the server has read it, or before it has answered."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url

_SOCKET = ".s.PGSQL.5432"


class CutLine:
    """Passes on what a client and a server say to each other.

    Attributes:
        cut: where the next COMMIT breaks the line: ``before`` the server has read it, ``after`` it was done,
            or nowhere.
        is_open: whether a line to the server can be had once one broke: a new one, or another that stands.
    """

    def __init__(self, folder: Path, server: Path) -> None:
        self.cut = ""
        self.is_open = True
        self._server = server
        self._heard = socket.socket(socket.AF_UNIX)
        self._heard.bind(str(folder / _SOCKET))
        self._heard.listen()
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._heard.accept()
                if not self.is_open:
                    client.close()
                    continue
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server / _SOCKET))
                self._lines += [client, server]
                threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
                threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := client.recv(1 << 16):
                if self.cut and b"COMMIT\0" in said:  # not the READ COMMITTED of a BEGIN
                    cut, self.cut = self.cut, ""
                    if cut == "before":
                        _break(client, server)
                        return
                    client.shutdown(socket.SHUT_RDWR)  # the answer finds nobody
                    if not self.is_open:  # nor can it be asked for over another line that stands
                        _break(*(one for one in self._lines if one not in (client, server)))
                server.sendall(said)
        _break(server)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(1 << 16):
                client.sendall(said)
        _break(client)

    def close(self) -> None:
        """Break all lines."""
        _break(self._heard, *self._lines)


def _break(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


@contextmanager
def through_cut_line(folder: Path, location: str) -> Iterator[tuple[str, CutLine]]:
    """Give the address of a database behind a line that can be cut.

    Args:
        folder: for the socket, of a short name.
        location: of the database on a server of this machine.
    """
    url = make_url(location)
    line = CutLine(folder, Path(str(url.query["host"])))
    yield url.update_query_dict({"host": str(folder)}).render_as_string(hide_password=False), line
    line.close()
