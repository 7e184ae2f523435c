"""``anchor``, ``verify --anchor``, ``receipts issue --accept restored`` and ``backup drill`` as a person meets them."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from donations_app.commands.sign_option import PASSPHRASE as VARIABLE
from donations_app.i18n import without_marks
from tests.certificates import PASSPHRASE, Authority
from tests.e2e.conftest import Put
from tests.e2e.test_commands import FILES, SETTINGS, Run, run  # noqa: F401 -- a fixture
from tests.raw import damage

pytestmark = pytest.mark.file_only
YEAR = timedelta(days=365)
SERIES = "2025-MRS-P"


@pytest.fixture
def ready(run: Run, put: Put) -> Run:  # noqa: F811 -- the fixture
    put("commands", SETTINGS, FILES)
    return run


def test_an_older_copy_put_back_is_warned_of_found_by_an_anchor_and_issues_nothing_unasked(
    ready: Run, location: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    (tmp_path / "k.p12").write_bytes(Authority().p12(first=now - YEAR, last=now + YEAR))
    monkeypatch.setenv(VARIABLE, PASSPHRASE)
    papers = tmp_path / "out"
    older = shutil.copy(location, tmp_path / "older")
    issue = ("receipts", "issue", "--year", 2025, "--out", papers)
    _, issued, said = ready(*issue)
    assert [one["number"] for one in issued["receipts"]] == [f"{SERIES}-000001", f"{SERIES}-000002"]
    assert said == ""
    anchor = tmp_path / "a.json"
    _, made, _ = ready("anchor", "--out", anchor, "--sign", tmp_path / "k.p12")
    assert (made["signed_by"], made["file"]) == ("Association Aman", str(anchor))
    assert made["anchor"] == json.loads(anchor.read_bytes())["anchor"]
    assert (made["anchor"]["series"], made["anchor"]["payments"]) == ({SERIES: 2}, 5)
    status, found, _ = ready("verify", "--anchor", anchor)
    head = made["anchor"]["heads"]["MRS"]
    assert (status, found["anchored"]) == (0, True)
    assert found["proved"]["MRS"] == {"n": head["n"], "on": "2026-11-23", "last": head["n"]}
    (known,) = found["anchors"]
    assert (known["kind"], known["signed_by"]) == ("anchor", "Association Aman")
    grouped = " ".join(head["hash"][at : at + 8] for at in range(0, 64, 8))
    assert ready("verify", "--head", f"MRS={grouped}")[1]["anchored"] is True

    shutil.copy(older, location)
    status, found, said = ready("verify", "--anchor", anchor)
    assert (status, found["anchored"]) == (1, False)
    assert {one["kind"] for one in found["problems"]} == {"head_missing"}
    assert "These books are older than this computer last saw them on 23/11/2026" in without_marks(said)
    status, refused, _ = ready(*issue)
    assert (status, refused["error"]) == (1, "NumbersKnownOutside")
    assert f"the numbers {SERIES} 1-2 were given out already (known from {papers}" in refused["message"]
    status, issued, said = ready(*issue, "--accept", "restored")
    assert [one["number"] for one in issued["receipts"]] == [f"{SERIES}-000003", f"{SERIES}-000004"]
    assert f"Noted as numbers of documents that these books lost: {SERIES} 1-2." in without_marks(said)
    (series,) = ready("register", "check")[1]["series"]
    assert (series["first"], series["last"], series["issued"], series["lost"]) == (1, 4, 2, [1, 2])
    status, found, said = ready("verify")
    assert (status, found["ok"], found["anchored"], said) == (
        0,
        True,
        False,
        "",
    )  # who wrote goes on with these


def test_a_restore_is_tried_noted_and_told_in_the_list_of_backups(ready: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    status, refused, _ = ready("backup", "drill", kept)
    assert (status, refused["error"]) == (1, "FileRefused")
    kept.mkdir()
    _, made, _ = ready("backup", kept)
    assert ready("backup", "list", kept)[1]["drill"] == {"at": None, "good": None, "late": False}
    status, done, _ = ready("backup", "drill", kept)
    assert (status, done["ok"], done["file"]) == (0, True, made["file"])
    assert (done["missing"], done["manifest"]) == ({"changes": 0, "payments": 0}, made["manifest"])
    drill = ready("backup", "list", kept)[1]["drill"]
    assert (drill["good"], drill["late"]) == (True, False)
    damage(Path(made["file"]))
    assert ready("backup", "drill", made["file"])[0] == 1
    drill = ready("backup", "list", kept)[1]["drill"]
    assert (drill["good"], drill["late"]) == (False, True)
