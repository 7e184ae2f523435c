"""A server that is not the one of the books gets neither a password nor an entry."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.domain.storage_errors import BooksUnreachable

PASSWORD = "Tizi-n-Tichka"  # noqa: S105 -- of nobody
CLEAR, MD5, NOTHING = (3, b""), (5, b"salt"), (0, b"")
_ENCRYPTED = (80877103, 80877104)  # requests of TLS and of GSS encryption


class FalseServer:
    """Listens on this computer, offers no encryption, asks for a password in some way, and keeps what comes."""

    def __init__(self, asks: tuple[int, bytes]) -> None:
        self.heard = b""
        self._asks = b"R" + struct.pack("!ii", 8 + len(asks[1]), asks[0]) + asks[1]
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            with line:
                line.settimeout(5)
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        try:
            while struct.unpack("!ii", (said := line.recv(4096))[:8])[1] in _ENCRYPTED:
                line.sendall(b"N")
            self.heard += said
            line.sendall(self._asks)
            while said := line.recv(4096):
                self.heard += said
        except (OSError, struct.error):
            return

    def close(self) -> None:
        with suppress(OSError):  # closed before
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes who waits in it
        self._socket.close()
        self._thread.join(5)


@pytest.fixture(params=[CLEAR, MD5, NOTHING], ids=["in clear", "as a digest", "not at all"])
def false_server(request: pytest.FixtureRequest) -> Iterator[FalseServer]:
    with closing(FalseServer(request.param)) as server:
        yield server


@pytest.mark.parametrize(
    "place",
    ["zohra:{password}@127.0.0.1:{port}/books", "zohra@localhost:{port}/books?password={password}",
     "zohra:{password}@/books?host=books.example&hostaddr=127.0.0.1&port={port}"],
    ids=["here", "here, in the query", "elsewhere"],
)  # fmt: skip
def test_a_false_server_gets_no_password(false_server: FalseServer, place: str) -> None:
    address = "postgresql://" + place.format(password=PASSWORD, port=false_server.port)
    with pytest.raises(BooksUnreachable) as found:
        open_books(address, clock=utc_now)
    false_server.close()
    assert PASSWORD.encode() not in false_server.heard
    assert b"md5" not in false_server.heard
    assert b"SELECT" not in false_server.heard.upper()
    assert PASSWORD not in str(vars(found.value))
