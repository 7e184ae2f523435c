"""The register of members on paper: names in any letters, votes, dues, places to sign, over several pages."""

from datetime import date
from io import BytesIO

from receipts.members import STANDINGS, MemberLine, MembersHeading, write_members
from tests.receipts.reading import pages_of, text_of

HEADING = MembersHeading("Aman", "SIREN 732 829 320", date(2026, 11, 23), date(2026, 11, 24))


def line(n: int, name: str = "", **facts: object) -> MemberLine:
    known: dict[str, object] = {
        "kind": "Individuelle",
        "since": date(2019, 3, 1),
        "standing": "paid",
        "votes": 1,
    }
    values = known | facts
    return MemberLine(
        name or f"Membre {n}", f"P-MRS-{n:06}", str(values["kind"]), date(2019, 3, 1), str(values["standing"]),
        int(str(values["votes"])),
    )  # fmt: skip


def printed(*lines: MemberLine) -> bytes:
    out = BytesIO()
    write_members(out, HEADING, lines)
    return out.getvalue()


def test_each_member_stands_with_votes_and_dues_and_the_totals_tie() -> None:
    content = printed(
        line(1, "محند أيت أحمد", standing="late"), line(2, "Jean et Zahra Oubella", votes=2),
        line(3, "Malika Izem", standing="suspended", votes=0),
    )  # fmt: skip
    text = " ".join(text_of(content).replace("\xa0", " ").split())
    assert "Registre des membres au 23/11/2026" in text
    assert "Imprimé le 24/11/2026" in text
    for told in (
        *["محند", "أيت", "أحمد"],  # the reader guesses their order
        "Jean et Zahra Oubella",
        "P-MRS-000003",
        "01/03/2019",
        "en retard",
        "suspendue",
    ):
        assert told in text
    assert "3 membres 3 voix" in text
    assert "Cotisations : 1 à jour, 1 en retard, 1 suspendue" in text
    for signer in ("Présidence de séance :", "Secrétariat :", "Scrutateurs :"):
        assert signer in text


def test_columns_and_numbers_go_on_over_the_pages() -> None:
    content = printed(*(line(n) for n in range(1, 66)))
    pages = texts(content)
    assert len(pages) == 3
    assert all("Signature" in page and "Voix" in page for page in pages)
    assert [f"Page {n} / 3" in page for n, page in enumerate(pages, 1)] == [True] * 3
    assert "65 membres" in pages[-1]
    assert sum(page.count("P-MRS-") for page in pages) == 65


def texts(content: bytes) -> list[str]:
    return [page.replace("\xa0", " ") for page in pages_of(content)]


def test_a_register_of_nobody_has_its_page_and_long_names_stay_in_their_column() -> None:
    assert "0 membres" in texts(printed())[0]
    (page,) = texts(
        printed(line(1, "Association des ressortissants du douar " * 4, kind="Très longue adhésion " * 3))
    )
    assert "…" in page
    assert "P-MRS-000001" in page


def test_the_same_register_gives_the_same_bytes() -> None:
    assert printed(line(1)) == printed(line(1))
    assert set(STANDINGS) == {
        "paid", "partly_paid", "owed", "late", "exempt", "suspended", "honorary", "left",
    }  # fmt: skip
