"""Files of projects: new columns, the same code again, what a file changes, and all of it taken back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.queries.project_drafts import standing_project
from donations_app.db.queries.shares import project_shares
from donations_app.domain.errors import InputRefused
from donations_app.domain.imports import ImportBuiltOn
from donations_app.domain.money import Money
from donations_app.domain.projects import PartnerDraft, ProgrammeDraft, ProjectDraft
from donations_app.formats.stated_project import new_project
from donations_app.services.audit.verify import verify
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.imports import import_file
from donations_app.services.exchange.taking_back import take_back_import
from donations_app.services.projects.changing import revise_budget
from donations_app.services.projects.programmes import record_programme
from donations_app.services.projects.recording import record_project
from donations_app.words.sentences import sentence
from tests.world import TODAY, association

pytestmark = pytest.mark.file_only
JUNE = date(2026, 6, 1)
HEADS = (
    "code;titre;nom court;nom court arabe;action;programme;bénéficiaires;état;argent sans association;"
    "coût;devise;taux;coûts éligibles;budget en numéraire;association porteuse;part de l'association\n"
)
DAM = (
    "BARRAGE;Barrage de Tizi;Barrage Tizi;سد تيزي;Construire des barrages de retenue;CORIAM;1200;en cours;"
    "selon les parts;540 000;MAD;10,80;500 000;486 000;AMAN;270 000\n"
)
FILE = HEADS + DAM + "BARRAGE;;;;;;;;;;;;;;TUDERT;\n"
Load = Callable[..., Imported]


@pytest.fixture
def load(books: Books, tmp_path: Path) -> Load:
    """Import a text as a file of projects, after two associations and a programme."""
    association(books), association(books, "TUDERT", "Association Tudert")
    record_programme(books, ProgrammeDraft(key=uuid4(), code="CORIAM", title_fr="Codéveloppement"))

    def load_(text: str, **options: Any) -> Imported:
        (tmp_path / "projects.csv").write_text(text, encoding="utf-8")
        return import_file(books, "projects", tmp_path / "projects.csv", **options)

    return load_


def known(books: Books, on: date | None = date.max) -> ProjectDraft:
    with books.read() as session:
        return standing_project(session, "BARRAGE", on=on).draft


def problems(answer: Imported) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.problem) for one in answer.rejected]


def test_every_column_is_read_and_a_part_keeps_its_dirhams(books: Books, load: Load) -> None:
    assert load(FILE).accepted == 1
    draft = known(books)
    assert draft == replace(
        draft, axis="environment", action="dams", short_fr="Barrage Tizi", short_ar="سد تيزي", programme="CORIAM",
        people_served=1200, state="running", unassigned="parts", cost=Money(50_000_00), foreign_minor=540_000_00,
        eligible=Money(46_296_30), cash=Money(45_000_00),
    )  # fmt: skip
    assert draft.partners == (
        PartnerDraft(association="AMAN", cost=Money(25_000_00), foreign_minor=270_000_00),
        PartnerDraft(association="TUDERT", cost=Money(0)),
    )
    with books.read() as session:
        (share,) = project_shares(session, today=TODAY)
    assert [part.share.reached for part in share.associations] == [False, None], (
        "a part not stated has no verdict"
    )
    assert (load(FILE).already, load(FILE).rejected) == (1, [])


def test_a_changed_line_is_refused_told_and_taken_when_asked_from_a_day_on(books: Books, load: Load) -> None:
    load(FILE)
    dearer = (
        FILE.replace("540 000", "594 000").replace("en cours", "terminé").replace("TUDERT;", "TUDERT;100")
    )
    refused = load(dearer)
    assert problems(refused) == [(2, "code", "ref_reused")]
    changes = [
        ("state", "running", "done"), ("cost", "540000.00", "594000.00"), ("association.TUDERT", "?", "100.00"),
    ]  # fmt: skip
    assert [(one.ref, list(one.fields)) for one in refused.changed] == [("BARRAGE", changes)]
    assert (known(books).cost, known(books).state) == (Money(50_000_00), "running")

    taken = load(dearer, update=True, since=JUNE)
    assert ([list(one.fields) for one in taken.changed], taken.accepted) == ([changes], 0)
    costs = [known(books, on).cost.cents for on in (None, date(2026, 5, 31), JUNE, date.max)]
    assert costs == [50_000_00, 50_000_00, 55_000_00, 55_000_00]
    assert load(dearer, update=True, since=JUNE).already == 1, "it stands so now"

    undone = take_back_import(books, taken.ref)
    assert undone.changed == 1
    assert (known(books).cost, known(books).state) == (Money(50_000_00), "running")
    assert known(books).partners[1].cost == Money(0)
    assert verify(books).faults == []


def test_a_file_changes_only_its_columns_and_no_rule(books: Books, load: Load) -> None:
    load(FILE)
    few = "code;titre;coût;devise;taux\nBARRAGE;Barrage de Tizi n'Test;540000;MAD;10,80\n"
    answer = load(few, update=True)
    assert [one.fields for one in answer.changed] == [
        (("title_fr", "Barrage de Tizi", "Barrage de Tizi n'Test"),)
    ]
    assert len(known(books).partners) == 2
    leaves = "code;titre;coût;devise;taux;association\nBARRAGE;Barrage de Tizi n'Test;540000;MAD;10,80;AMAN\n"
    load(leaves, update=True)
    assert [(one.association, one.foreign_minor) for one in known(books).partners] == [("AMAN", 270_000_00)]

    priced = "code;titre;coût;devise;taux;{head}\nBARRAGE;B;540000;MAD;10,80;{cell}\n"
    assert problems(load("code;titre;coût\nBARRAGE;B;50000\n", update=True)) == [
        (2, "currency", "currency_of_project")
    ]
    for head, cell, found in (
        ("seuil", "20", (2, "minimum_percent", "rule_not_changed")),
        ("axe", "products", (2, "action", "action_elsewhere")),
        ("programme", "X", (2, "programme", "programme_unknown")),
    ):
        assert problems(load(priced.format(head=head, cell=cell), update=True)) == [found]


def test_a_file_that_asks_more_in_cash_than_in_all_is_refused_by_the_name_of_its_column(
    books: Books, load: Load
) -> None:
    line = "code;titre;coût;seuil;minimum en numeraire\nPUITS;Puits;1000;{};{}\n"
    assert problems(load(line.format("10", "20"))) == [(2, "minimum_cash_percent", "cash_above_minimum")]
    words = {
        "code": "PUITS",
        "title_fr": "P",
        "cost": "9",
        "minimum_percent": "5",
        "minimum_cash_percent": "6",
    }
    draft = new_project(words)
    with pytest.raises(InputRefused) as refused:
        record_project(books, draft)
    assert [one.field for one in refused.value.problems] == ["minimum_cash_percent"]
    assert problems(load(line.format("0", "0"))) == []


def test_a_code_that_differs_by_case_or_accents_alone_is_refused_by_name(books: Books, load: Load) -> None:
    head = "code;titre;coût\n"
    assert problems(load(head + "École;E;1000\nECOLE;E;1000\nEAU-1;E;5\nEAU/1;E;5\n")) == [
        (3, "code", "code_alike")
    ]
    load(head + "École;E;1000\n")
    for update in (False, True):
        assert problems(load(head + "ecole;E;1000\n", update=update)) == [(2, "code", "code_alike")]
    with pytest.raises(InputRefused) as refused:
        record_project(books, new_project({"code": "ECOLE", "title_fr": "E", "cost": "9"}))
    assert str(sentence(refused.value, reads=False)).startswith(
        "Code: “ECOLE” is told from École only by its capitals or accents: take another code."
    )
    with pytest.raises(InputRefused):
        record_programme(books, ProgrammeDraft(key=uuid4(), code="Coriam", title_fr="C"))


def test_what_was_revised_since_holds_its_import(books: Books, load: Load) -> None:
    first = load(FILE)
    second = load(FILE.replace("540 000", "594 000"), update=True)
    draft = known(books)
    revise_budget(
        books, "BARRAGE", replace(draft, unassigned="project"), since=TODAY, reason="Vote", key=uuid4()
    )
    for ref in (first.ref, second.ref):
        with pytest.raises(ImportBuiltOn) as held:
            take_back_import(books, ref)
        assert [(one.ref, one.noun) for one in held.value.what] == [("BARRAGE", "project_budget")]
