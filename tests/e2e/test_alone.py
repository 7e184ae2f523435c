"""Commands that write, each in a process that has loaded nothing of the program yet, as at a desk."""

from pathlib import Path

import pytest

from tests.alone import alone
from tests.bank_files import IBAN, Op, camt
from tests.bank_files import put as put_file
from tests.e2e.conftest import Put
from tests.e2e.test_annual import FILES
from tests.e2e.test_commands import SETTINGS
from tests.posix import only_posix
from tests.world import TODAY

pytestmark = pytest.mark.file_only
ACCOUNT = f'\n[[accounts]]\niban = "{IBAN}"\nlabel = "Banque"\n'


@only_posix
@pytest.mark.suite
def test_what_writes_finds_all_it_needs_where_nothing_else_was_loaded(
    location: str, put: Put, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    put("alone", SETTINGS + ACCOUNT, FILES)
    statement = put_file(tmp_path, "s.xml", camt((Op(TODAY, 25_00, "MOHAND AIT AHMED", "DON", "E1"),)))
    main = alone()
    for words in (
        ("payments", "add", "--payer", "A1", "--amount", "50", "--method", "cheque"),
        ("receipts", "issue", "--year", "2026"),
        ("deposit", "make", "--waiting", "--method", "cheque"),
        ("bank", "import", statement),
    ):
        fixed = ("--books", location, "--on", TODAY, "--office", "MRS", "--lang", "en")
        status = main([*map(str, (*fixed, *words)), "--json"])
        assert (words, status) == (words, 0), capfdbinary.readouterr()[1].decode()
