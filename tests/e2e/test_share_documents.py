"""The commands that write the documents of the private share."""

import json
from pathlib import Path
from typing import Any

import pytest

from donations_app import cli
from tests.originals import Originals
from tests.share_world import irherm


@pytest.mark.file_only
def test_each_document_is_written_where_it_is_asked_and_refused_in_words(
    tmp_path: Path, originals: Originals, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "b.tiwizi"
    originals.books(str(place), irherm).close()

    def run(*words: str, status: int = 0) -> dict[str, Any]:
        out = str(tmp_path / words[-1])
        typed = ["--books", str(place), "--on", "2026-11-23", *words[:-1], "--out", out, "--json"]
        assert cli.main(typed) == status
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    asked = ("proof", "--project", "2026-04", "--funder", "AFD")
    made = run(*asked, "p.xlsx")
    assert (made["reached"], made["missing"], made["private_cents"], made["pieces"]) == (
        False,
        600_000,
        2_220_000,
        13,
    )
    assert made["key"] == str(tmp_path / "p-cle.csv")
    assert run(*asked, "--donors", "named", "--language", "ar", "q.pdf")["key"] is None
    assert run("statement", "--association", "AZEKKA", "s.pdf")["on"] == "2026-11-23"
    assert (
        run("report", "--from", "2026-01-01", "--to", "2026-11-23", "--language", "en", "r.pdf")["projects"]
        == 2
    )
    for name in ("p.xlsx", "q.pdf", "s.pdf", "r.pdf"):
        assert (tmp_path / name).stat().st_size > 5_000, name
    before = (tmp_path / "p.xlsx").read_bytes()
    assert run(*asked, "p.xlsx", status=1)["error"] == "FileExists"
    assert (
        run("proof", "--project", "2026-04", "--funder", "TARGA", "x.pdf", status=1)["error"]
        == "InputRefused"
    )
    assert run("statement", "--association", "A1", "x.pdf", status=1)["error"] == "NotFound"
    assert (tmp_path / "p.xlsx").read_bytes() == before
    assert not (tmp_path / "x.pdf").exists()
