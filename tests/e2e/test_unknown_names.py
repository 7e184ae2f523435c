"""What is named and does not exist is refused by name, with what is called like it: an empty answer would mislead."""

from pathlib import Path

import pytest

from donations_app import cli, i18n
from tests.e2e.conftest import Put
from tests.e2e.test_annual import FILES
from tests.e2e.test_commands import SETTINGS

pytestmark = pytest.mark.file_only

KNOWN = "Perhaps one of these: 2026-MRS-P."
UNKNOWN = {
    "register --series X --out {out}": f"There is no series of receipts “X” in these books. {KNOWN}",
    "register check --series 2026-MRS": f"There is no series of receipts “2026-MRS” in these books. {KNOWN}",
    "register --form 99 --out {out}": "There is no form of receipts “99” in these books. Perhaps one of these: ",
    "payments list --batch Noel": "There is no batch “Noel” in these books.",
    "payments list --office MAR": "There is no office “MAR” in these books. Perhaps one of these: LYO, MRS.",
    "deposit list --of-office PAR": "There is no office “PAR” in these books. Perhaps one of these: LYO, MRS.",
    "payments list --payer A99": "There is no person “A99” in these books. Perhaps one of these: A1",
    "receipts send --year 2026 --payer ZZZ": "There is no person “ZZZ” in these books. Nothing was saved.",
    "members join A1 ADX": "There is no kind of membership “ADX” in these books. Nothing was saved.",
    "settings confirm declaration_document --from 1990-01-01 --source x":
        "There is no legal figure “declaration_document” in these books. Nothing was saved."
        " Perhaps one of these: declaration_documents",
    "recurring add payer=A99 amount=10 frequency=monthly first_on=2026-01-01":
        "Donor: Nobody has the reference “A99”. Record or import the person first. Perhaps one of these: A1",
    "share --project EAX": "There is no project “EAX” in these books.",
    "receipts show 2026-MRS-P-000999": "There is no receipt “2026-MRS-P-000999” in these books.",
}  # fmt: skip


def test_what_does_not_exist_is_refused_by_name_with_what_is_called_like_it(
    location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put(
        "annual, issued",
        SETTINGS,
        FILES,
        ("receipts", "issue", "--year", 2026, "--accept", "all"),
        user="zohra",
    )
    out = tmp_path / "register.csv"
    for words, told in UNKNOWN.items():
        fixed = ["--books", location, "--on", "2026-11-23", "--lang", "en"]
        status = cli.main([*fixed, *words.format(out=out).split()])
        said = i18n.without_marks(capfdbinary.readouterr().err.decode()).strip()
        assert (status, said[: len(told)]) == (1, told), words
    assert not out.exists()
