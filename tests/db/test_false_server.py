"""A server that is not the one of the books gets neither a password nor an entry."""

import socket
import ssl
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
import trustme

from donations_app import i18n
from donations_app.db.books import utc_now
from donations_app.db.open import open_books
from donations_app.domain.storage_errors import ServerUntrusted
from donations_app.words.sentences import sentence

PASSWORD = "Tizi-n-Tichka"  # noqa: S105 -- of nobody
CLEAR, MD5, NOTHING = (3, b""), (5, b"salt"), (0, b"")
_TLS, _GSS = 80877103, 80877104  # requests of encryption


class FalseServer:
    """Listens on this computer, asks for a password in some way, and keeps what comes.

    Args:
        asks: the way, and what comes with it.
        encrypts: with a certificate of its own; without one it offers no encryption.
    """

    def __init__(self, asks: tuple[int, bytes], encrypts: ssl.SSLContext | None = None) -> None:
        self.heard = b""
        self._asks = b"R" + struct.pack("!ii", 8 + len(asks[1]), asks[0]) + asks[1]
        self._encrypts = encrypts
        self._socket = socket.create_server(("", 0))
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
            while (asked := struct.unpack("!ii", (said := line.recv(4096))[:8])[1]) in (_TLS, _GSS):
                if asked == _TLS and self._encrypts:
                    line.sendall(b"S")
                    line = self._encrypts.wrap_socket(line, server_side=True)
                else:
                    line.sendall(b"N")
            self.heard += said
            line.sendall(self._asks)
            while said := line.recv(4096):
                self.heard += said
        except (OSError, struct.error):
            return
        finally:
            line.close()

    def close(self) -> None:
        with suppress(OSError):  # closed before
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes who waits in it
        self._socket.close()
        self._thread.join(5)


@pytest.fixture(params=[CLEAR, MD5, NOTHING], ids=["in clear", "as a digest", "not at all"])
def false_server(request: pytest.FixtureRequest) -> Iterator[FalseServer]:
    with closing(FalseServer(request.param)) as server:
        yield server


ANOTHER_NAME = pytest.mark.skipif(sys.platform == "darwin", reason="it knows 127.0.0.1 alone")
HERE = [
    "zohra:{password}@127.0.0.1:{port}/books", "zohra@localhost:{port}/books?password={password}",
    pytest.param("zohra:{password}@127.0.0.2:{port}/books", marks=ANOTHER_NAME),
    "zohra:{password}@/books?host=localhost:{port}",
]  # fmt: skip
ELSEWHERE = [
    "zohra:{password}@/books?host=books.example&hostaddr=127.0.0.1&port={port}",
    "zohra:{password}@/books?host=localhost.localdomain&hostaddr=127.0.0.1&port={port}",
    "zohra:{password}@127.1:{port}/books",
]


def refused(place: str, server: FalseServer) -> ServerUntrusted:
    """Return why a server was refused, which heard neither a password nor a question."""
    address = "postgresql://" + place.format(password=PASSWORD, port=server.port)
    with pytest.raises(ServerUntrusted) as found:
        open_books(address, clock=utc_now)
    server.close()
    assert PASSWORD.encode() not in server.heard
    assert b"md5" not in server.heard
    assert b"SELECT" not in server.heard.upper()
    assert PASSWORD not in str(vars(found.value))
    return found.value


@pytest.mark.parametrize("place", HERE)
def test_a_false_server_here_gets_no_password(false_server: FalseServer, place: str) -> None:
    assert "authentication method requirement" in refused(place, false_server).answer


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_server_that_is_not_surely_here_must_encrypt(false_server: FalseServer, place: str) -> None:
    error = refused(place + ("&" if "?" in place else "?") + f"sslrootcert={__file__}", false_server)
    assert "SSL" in error.answer


@pytest.mark.parametrize(
    ("name", "is_trusted", "said"),
    [("books.example", False, "certificate verify failed"), ("other.example", True, "does not match host name")],
)  # fmt: skip
def test_a_server_with_a_certificate_that_proves_nothing_gets_no_password(
    tmp_path: Path, name: str, is_trusted: bool, said: str
) -> None:
    known, own = trustme.CA(), trustme.CA()
    known.cert_pem.write_to_path(tmp_path / "root.crt")
    encrypts = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (known if is_trusted else own).issue_cert(name).configure_cert(encrypts)
    with closing(FalseServer(CLEAR, encrypts)) as server:
        error = refused(f"{ELSEWHERE[0]}&sslrootcert={tmp_path / 'root.crt'}", server)
    assert said in error.answer


def test_a_server_that_proves_who_it_is_gets_no_password_in_clear_all_the_same(tmp_path: Path) -> None:
    known = trustme.CA()
    known.cert_pem.write_to_path(tmp_path / "root.crt")
    encrypts = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    known.issue_cert("books.example").configure_cert(encrypts)
    with closing(FalseServer(CLEAR, encrypts)) as server:
        error = refused(f"{ELSEWHERE[0]}&sslrootcert={tmp_path / 'root.crt'}", server)
    assert "authentication method requirement" in error.answer


@pytest.mark.parametrize("variable", ["PGPASSWORD", "PGPASSFILE"])
def test_a_password_of_the_environment_is_kept_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    (tmp_path / "pass").write_text(f"*:*:*:*:{PASSWORD}\n", encoding="utf-8")
    (tmp_path / "pass").chmod(0o600)
    monkeypatch.setenv(variable, PASSWORD if variable == "PGPASSWORD" else str(tmp_path / "pass"))
    with closing(FalseServer(CLEAR)) as server:
        refused("zohra@localhost:{port}/books", server)


def test_it_is_told_that_the_server_got_no_password() -> None:
    with closing(FalseServer(CLEAR)) as server:
        error = refused(str(HERE[0]), server)
        told = i18n.without_marks(sentence(error) or "")
        assert told.startswith(
            f"The server postgresql+psycopg://zohra:***@127.0.0.1:{server.port}/books does not prove"
        )
    assert "server requested a cleartext password" in told
    assert "It got no password, and nothing was saved" in told
