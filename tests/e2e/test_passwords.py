"""Passwords of servers: in the keyring of the system, asked where there is none, never in a file of ours."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from sqlalchemy.engine import make_url

from donations_app import cli
from donations_app.machine import passwords
from tests import databases
from tests.e2e.test_commands import SETTINGS
from tests.keyrings import Remembering, ring

__all__ = ["ring"]  # the fixture

SECRET = "à deviner"  # noqa: S105 -- of nobody
ADDRESS = "postgresql://zohra@livres.example.org/tiwizi?sslrootcert=ca.pem"


def test_a_password_is_kept_by_login_server_and_database(ring: Remembering) -> None:
    assert passwords.filled(ADDRESS) == ADDRESS
    assert passwords.keep(ADDRESS, SECRET)
    assert ring.kept == {("Tiwizi", "postgresql+psycopg://zohra@livres.example.org/tiwizi"): SECRET}
    other = "postgresql+psycopg://zohra@livres.example.org/tiwizi"  # however one gets there
    assert make_url(passwords.filled(other)).password == SECRET
    assert passwords.filled("postgresql://karim@livres.example.org/tiwizi").count(quote_plus(SECRET)) == 0
    own = "postgresql://zohra:own@livres.example.org/tiwizi"
    assert (passwords.filled(own), passwords.filled("/home/me/b.tiwizi")) == (own, "/home/me/b.tiwizi")
    assert (passwords.forget(ADDRESS), passwords.forget(ADDRESS), passwords.filled(ADDRESS)) == (
        True,
        False,
        ADDRESS,
    )


def test_without_a_keyring_nothing_is_kept_and_nothing_breaks() -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    try:
        assert (passwords.filled(ADDRESS), passwords.keep(ADDRESS, "x"), passwords.forget(ADDRESS)) == (
            ADDRESS, False, False,
        )  # fmt: skip
    finally:
        keyring.set_keyring(before)


def test_a_login_is_tried_and_says_what_one_is_there(
    server: str, ring: Remembering, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    settings, place = tmp_path / "settings.toml", databases.new_database(server)
    settings.write_text(SETTINGS, encoding="utf-8")
    assert cli.main(["--books", place, "init", "--settings", str(settings)]) == 0
    capfdbinary.readouterr()
    passwords.keep(place, "kept")
    for words, kept in (
        (("login", place), True),
        (("login", place, "--forget"), False),
        (("login", place), False),
    ):
        assert cli.main(["--lang", "en", "server", *words, "--json"]) == 0
        data: Any = json.loads(capfdbinary.readouterr().out)
        assert data["kept"] is kept
    assert (data["role"], data["office"], ring.kept) == ("treasurer", "MRS", {})
    databases.drop(place)
