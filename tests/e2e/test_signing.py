"""``receipts issue --sign`` at the command line: signed, or refused before a number is taken."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from donations_app.commands.sign_option import PASSPHRASE as VARIABLE
from receipts.updates import is_signed
from tests.certificates import PASSPHRASE, Authority
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS, Run, run  # noqa: F401 -- a fixture

pytestmark = pytest.mark.file_only

YEAR = timedelta(days=365)


@pytest.fixture
def ready(run: Run, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:  # noqa: F811 -- the fixture
    """Books with a receipt to issue, and files of certificates."""
    put("commands", SETTINGS, FILES)
    authority, now = Authority(), datetime.now(UTC)
    (tmp_path / "good.p12").write_bytes(authority.p12(first=now - YEAR, last=now + YEAR))
    (tmp_path / "old.p12").write_bytes(authority.p12(first=now - 2 * YEAR, last=now - YEAR))
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    return run


def test_receipts_are_signed_as_they_are_issued_and_replaced(ready: Run, tmp_path: Path) -> None:
    signed = ("--sign", tmp_path / "good.p12", "--out", tmp_path / "out")
    status, rehearsed, _ = ready("receipts", "issue", "--year", 2025, *signed, "--dry-run")
    assert (status, (tmp_path / "out").exists()) == (0, False)
    status, issued, said = ready("receipts", "issue", "--year", 2025, *signed)
    assert (status, "Signed by Association Aman." in said) == (0, True), said
    assert [one["number"] for one in issued["receipts"]] == [one["number"] for one in rehearsed["receipts"]]
    files = {one["number"]: Path(one["file"]) for one in issued["receipts"]}
    assert all(is_signed(path.read_bytes()) for path in files.values())
    number = next(iter(files))
    status, replaced, said = ready("receipts", "cancel", number, "--reason", "Erreur", "--replace", *signed)
    assert status == 0, said
    assert is_signed(Path(replaced["file"]).read_bytes())
    assert ready("receipts", "show", replaced["replaced_by"])[1]["signed"]
    copy = tmp_path / "copy.pdf"
    assert ready("receipts", "duplicate", replaced["replaced_by"], "--out", copy)[0] == 0
    assert not is_signed(copy.read_bytes())
    assert ready("verify")[1]["ok"]


def test_what_is_issued_after_a_payment_is_put_right_is_signed_too(ready: Run, tmp_path: Path) -> None:
    sign = ("--reason", "Erreur", "--sign", tmp_path / "good.p12")
    _, issued, _ = ready("receipts", "issue", "--year", 2025, "--payer", "A1")
    (number,) = (one["number"] for one in issued["receipts"])
    assert not ready("receipts", "show", number)[1]["signed"]
    for command in (("reverse", "V1", "--kind", "refund"), ("correct", "V2", "--amount", "201")):
        status, done, said = ready("payments", *command, *sign)
        assert status == 0, said
        (newer,) = done["replaced_by"]
        assert ready("receipts", "show", newer)[1]["signed"]
    assert ready("verify")[1]["ok"]


@pytest.mark.parametrize(
    ("file", "passphrase", "told"),
    [("good.p12", "faux", "passphrase does not open"), ("good.p12", "", "passphrase does not open"),
     ("old.p12", PASSPHRASE, "does not hold today"), ("settings.toml", PASSPHRASE, "no certificate with its key"),
     ("none.p12", PASSPHRASE, "none.p12")],
)  # fmt: skip
def test_a_certificate_that_cannot_sign_takes_no_number(
    ready: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, passphrase: str, told: str
) -> None:
    monkeypatch.setenv(VARIABLE, passphrase)
    for command in (("issue", "--year", 2025), ("cancel", "2025-MRS-P-000001", "--reason", "x", "--replace")):
        status, answer, said = ready("receipts", *command, "--sign", tmp_path / file)
        assert status == 1
        assert answer["error"] == "FileRefused"
        assert told in said
        assert passphrase not in said or not passphrase
    assert ready("register", "check")[1]["series"] == []
