"""Cells of a file corrected before its lines are taken: both values are told and journalled, the file stays."""

from pathlib import Path

import pytest
from sqlalchemy import select

from donations_app.commands.import_answers import import_notes
from donations_app.db.books import Books
from donations_app.db.queries.imports import imports
from donations_app.db.tables import Entry, Party
from donations_app.domain.errors import InputRefused
from donations_app.domain.imports import Corrected, ImportBuiltOn
from donations_app.domain.written import Written
from donations_app.formats.corrections import Correction, read_corrections
from donations_app.formats.doubts import DoubtfulDays
from donations_app.formats.mapping import FieldMap
from donations_app.formats.tables import read_table
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.preview import preview_file
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.services.people.erasure import erase_party
from tests.world import TODAY

PEOPLE = (
    "Référence;Type;Nom;Prénom;Code postal;Ville;Courriel\n"
    "A1;particulier;Kaci;Nora;1300A;Marseille;\n"
    "B2;particulier;Idir;Tala;69003;Lyon;tala@\n"
    "C3;particulier;Aït Ali;Ali;13001;Marseille;\n"
)
FIXES = (Correction(2, "postcode", " 13001 "), Correction(3, "Courriel", "tala@exemple.fr"))


def test_what_is_corrected_is_judged_again_and_told_beside_what_the_file_says(
    books: Books, tmp_path: Path
) -> None:
    path = tmp_path / "membres.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    told = (Corrected(2, "postcode", "1300A", "13001"), Corrected(3, "email", "tala@", "tala@exemple.fr"))
    found = preview_file(books, "people", path, read_table(path), FieldMap(), corrections=FIXES[:1])
    assert found.verdicts == ["new", "refused", "new"]
    first, second, _third = found.rows(range(3))
    assert first is not None
    assert second is not None
    assert (first.cells["postcode"], first.corrected) == ("13001", {"postcode": "1300A"})
    assert second.corrected == {}
    partly = import_file(books, "people", path, corrections=FIXES[:1])
    assert (partly.ref, partly.saved) == ("", False)

    answer = import_file(books, "people", path, corrections=(*FIXES, Correction(4, "ville", "Marseille")))
    assert (answer.accepted, answer.rejected, answer.corrected) == (3, [], told)
    assert path.read_text(encoding="utf-8") == PEOPLE
    with books.read() as session:
        assert session.scalars(select(Party.postcode).where(Party.other_ref == "A1")).one() == "13001"
        assert imports(session)[0].corrections == told
        entry = session.scalars(select(Entry.content).where(Entry.record == f"import:{answer.ref}")).one()
    assert "1300A" in entry
    assert "tala@exemple.fr" in entry
    again = import_file(books, "people", path, corrections=FIXES)
    assert (again.already, again.ref) == (3, "")

    erase_party(books, "B2", asked_on=TODAY)
    with books.read() as session:
        assert imports(session)[0].corrections == (told[0], Corrected(3, "email", "", ""))
    with pytest.raises(InputRefused):
        import_file(books, "people", path, corrections=[*FIXES, Correction(9, "email", "x")])
    assert verify(books).faults == []


@pytest.mark.file_only
def test_a_correction_of_a_person_who_is_changed_names_the_person_and_goes_with_its_import(
    books: Books, tmp_path: Path
) -> None:
    path = tmp_path / "membres.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    import_file(books, "people", path, corrections=FIXES)
    answer = import_file(
        books,
        "people",
        path,
        corrections=[Correction(2, "city", "Aix"), Correction(2, "postcode", "13100"), FIXES[1]],
        update=True,
    )
    assert (answer.accepted, len(answer.changed), answer.already) == (0, 1, 2)
    with books.read() as session:
        latest = imports(session)[0]
    assert [(one.column, one.taken) for one in latest.corrections] == [("city", "Aix"), ("postcode", "13100")]
    take_back_import(books, latest.ref)
    with pytest.raises(ImportBuiltOn) as caught:
        take_back_import(books, "1")
    assert [one.noun for one in caught.value.what] == ["facts"]  # a correction that went holds nobody
    assert verify(books).faults == []


@pytest.mark.file_only
def test_what_corrects_nothing_is_refused(books: Books, tmp_path: Path) -> None:
    path = tmp_path / "membres.csv"
    head, *rows = PEOPLE.splitlines()
    lines = [f"{head};Divers", *(f"{row};" for row in rows), "D4;too short"]
    path.write_text("\n".join(lines), encoding="utf-8")  # the last column has no meaning for us
    for texts, problem in (
        (["4:email"], "correction_unclear"), (["x:email=1"], "correction_unclear"), (["email=1"], "correction_unclear"),
        (["3:colour=red"], "correction_column_unknown"), (["99:email=a"], "correction_line_unknown"),
        (["5:email=a"], "correction_line_broken"), (["2:Ville=Aix", "2:city=Lyon"], "correction_twice"),
        (["2:city=" + "x" * 2001], "text_too_long"),
    ):  # fmt: skip
        with pytest.raises(InputRefused) as caught:
            import_file(books, "people", path, corrections=read_corrections(texts))
        assert [one.code for one in caught.value.problems] == [problem]


@pytest.mark.file_only
def test_a_cell_is_named_by_the_heading_that_was_decided_and_what_is_read_on_a_guess_is_told(
    books: Books, tmp_path: Path
) -> None:
    path = tmp_path / "membres.csv"
    path.write_text(
        "ref;kind;Nom;Prénom;CP à vérifier;Parti;city\n"
        "A1;individual;Kaci;Nora;1300A;03/04/2025;Aix\nA2;individual;Idir;Tala;69003;04/04/2025;Lyon\n"
        "A3;individual;Idir;Ali;69003;05/06/2025;Lyon\n",
        encoding="utf-8",
    )
    columns = {"CP à vérifier": "postcode", "Parti": "deceased_on"}
    decided = FieldMap(columns, {}, Written(names="last_first"))
    fixes = read_corrections(["2:cp a vérifier=13001", "3:city=Lyon 3"])
    found = preview_file(books, "people", path, read_table(path), decided, corrections=fixes)
    assert found.stated == {2: {"postcode": "1300A"}, 3: {"city": "Lyon"}}
    answer = import_file(books, "people", path, decided=decided, corrections=fixes)
    assert (answer.accepted, answer.unused) == (3, ("names",))
    assert answer.doubtful_days == (DoubtfulDays("deceased_on", 2, "03/04/2025"),)
    notes = import_notes(answer)
    assert notes[0].startswith("Parti: 2 days may be written month first, such as “03/04/2025”;")
    assert notes[1].startswith("--names says how whole names are parted, but no column holds any")
    said = import_file(
        books, "people", path, decided=FieldMap(columns, {}, Written(days="day_first")), corrections=fixes
    )
    assert (said.already, said.doubtful_days, said.unused) == (3, (), ())
    sure = path.read_text(encoding="utf-8").replace("05/06/2025", "25/06/2025")
    path.write_text(sure, encoding="utf-8")
    assert import_file(books, "people", path, decided=decided, corrections=fixes).doubtful_days == ()
    with pytest.raises(InputRefused):
        import_file(books, "people", path, corrections=fixes)  # nothing was decided of that heading
