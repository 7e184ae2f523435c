"""The page of one project: what it says to the cent, as on a day, and what is changed on it by keys."""

from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from donations_app.db.books import Books
from donations_app.db.queries.shares import project_shares
from donations_app.i18n import without_marks
from donations_app.ui.alarm import ShareAlarm
from donations_app.ui.projects.budget_dialog import ReviseBudget
from donations_app.ui.projects.contribution_dialog import AddContribution, Contribution, WithdrawContribution
from donations_app.ui.projects.curve import ShareCurve
from donations_app.ui.projects.facts_dialog import ChangeFacts, EndProject
from donations_app.ui.projects.foreseen import ReasonAct
from donations_app.ui.projects.papers import MakeProof, save_attestation
from donations_app.ui.projects.plan_dialog import (
    AddFinancing,
    AddSpending,
    ChangeFinancing,
    RightSpending,
    WithdrawFinancing,
)
from donations_app.ui.projects.project import ProjectView
from donations_app.ui.projects.rule_dialog import AddRule, EndRule
from donations_app.ui.projects.screen import ProjectsScreen
from donations_app.ui.widgets.basic import Tool
from donations_app.ui.widgets.signs import Pill
from donations_app.ui.widgets.table import Table
from tests import irherm
from tests.originals import Fill
from tests.ui.looking import SIZES, Open, none_shown, shown, turn_to
from tests.ui.test_tab import _both_ways, _name
from tests.ui.whole import cut
from tests.world import TODAY

pytestmark = pytest.mark.usefixtures("dressed")

DialogT = TypeVar("DialogT", bound=QDialog)


@pytest.fixture
def filling() -> Fill:
    return irherm.fill


def opened(open_window: Open, qtbot: QtBot, **look: Any) -> tuple[Any, ProjectView]:
    app, window = open_window(**look)
    screen = turn_to(window, ProjectsScreen)
    screen.show_project(irherm.CODE)
    settle(app, qtbot)
    assert isinstance(screen.view, ProjectView)
    return app, screen.view


def settle(app: Any, qtbot: QtBot) -> None:
    for _again in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    QApplication.processEvents()


def said(widget: QWidget) -> str:
    texts = [one.text() for one in widget.findChildren(QLabel) if not one.isHidden()]
    return without_marks(" | ".join(texts)).replace("\u202f", " ").replace("\u00a0", " ")


def cells(table: Table) -> list[list[str]]:
    table.selectAll()
    text = without_marks(table.selected_text()).replace("\u202f", " ").replace("\u00a0", " ")
    table.clearSelection()
    return [line.split("\t") for line in text.splitlines()]


def type_in(edit: QWidget, text: str) -> None:
    assert isinstance(edit, QLineEdit)
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


@pytest.mark.file_only
def test_the_page_says_what_is_missing_to_whom_and_by_when(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    app, view = opened(open_window, qtbot)
    head = said(view.head)
    assert "Share not reached: Association Azekka lacks 6 000,00 €, by 31/03/2027" in head
    assert "That is 64 800,00 MAD. The project as a whole has 18,50 %, but the rule" in head
    assert "Reached on 05/02/2027, if what is expected comes." in head
    assert "Waiting for its paper, not counted: 1 800,00 €" in head
    assert without_marks(view.head.legend[0].text()).replace("\u202f", " ") == " Gifts  12 200,00\u00a0€"
    lines = cells(view.parts_table)
    assert [[*line[:3], line[4], line[5]] for line in lines[-5:]] == [
        ["Azekka", "40 000,00", "0,00", "0,00 %", "Missing 6 000,00 €"],
        ["Tagmat", "60 000,00", "18 000,00", "30,00 %", "Reached"],
        ["Targa", "20 000,00", "3 200,00", "16,00 %", "Reached"],
        ["The project alone", "", "1 000,00", "", "counts for none"],
        ["Project", "120 000,00", "22 200,00", "18,50 %", "Missing 6 000,00 €"],
    ]
    rules = said(view.rules)
    assert "the strictest leads: AFD" in rules
    assert "Private: at least 15 %, each association | Azekka: missing 6 000,00 €" in rules
    assert "of it in cash: at least 10 % | Azekka: missing 4 000,00 €" in rules
    assert "money of this funder: at most 70 % | 12,50 %" in rules
    assert "source: FORIM" not in rules
    view.rules._turn(view.page_shown.share.rules[-1].in_force.ref)  # type: ignore[union-attr]
    settle(app, qtbot)
    assert "source: FORIM, appel de 2024, 28/11/2026" in said(view.rules)
    curve = view.curve.findChildren(ShareCurve)[0]
    QTest.keyClick(curve, Qt.Key.Key_Left)
    QTest.keyClick(curve, Qt.Key.Key_Left)
    assert "Azekka: 0,00 %, Tagmat: 30,00 %" in said(view.curve)
    view.head.legend[1].click()  # the village's money alone
    assert view.money.table is not None
    assert [line[-2] for line in cells(view.money.table)][-1:] == ["6 000,00 €"]
    view.money.only(None)
    asked: list[str] = []
    view.to_payment.connect(asked.append)
    view.money.table._go(0)  # type: ignore[misc]
    assert asked == ["V-MRS-000008"]
    view.head.proof.click()
    proof = shown(MakeProof)
    assert proof.fields["funder"].edit.count() == 2  # type: ignore[attr-defined]
    proof.save(tmp_path / "dossier.xlsx", TODAY)
    assert none_shown(MakeProof)
    assert (tmp_path / "dossier.xlsx").stat().st_size > 2_000
    assert (tmp_path / "dossier-cle.csv").exists()
    save_attestation(app.desk, "A-MRS-000002", tmp_path / "a.pdf", view, asked.append)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    type_in(view.head.on, "31/08/2026")
    QTest.keyClick(view.head.on, Qt.Key.Key_Return)
    settle(app, qtbot)
    assert "Share not reached: 2 associations lack 9 000,00 €" in said(view.head)
    view.head.known.click()  # all was recorded today
    settle(app, qtbot)
    assert said(view.head).startswith("On 31/08/2026 nothing was recorded of the project 2026-04.")
    assert not view.money.isVisible()


@pytest.mark.file_only
def test_the_project_is_changed_by_keys_and_what_shares_do_is_said_before(
    open_window: Open, qtbot: QtBot, people: Books
) -> None:
    app, view = opened(open_window, qtbot)
    _change_parts(app, view, qtbot, people)
    view.ask_facts()
    facts = shown(ChangeFacts)
    type_in(facts.fields["people_served"].edit, "2200")
    QTest.keyClick(facts.fields["people_served"].edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: none_shown(ChangeFacts))
    _record_some(view)
    _record_more(view)
    settle(app, qtbot)
    assert "2 200" in view.subtitle().replace("\u202f", " ")
    assert "at most 10 % | 3 000,00 € too much" in said(view.rules)
    assert ["Azekka", "40 000,00", "1 800,00"] in [line[:3] for line in cells(view.parts_table)]
    assert view.page_shown is not None
    assert view.page_shown.funders[0].to_come.cents == 50_000_00
    (waiting,) = (one for one in view.money._lines.arrived if one.state == "waiting")
    assert (waiting.amount.cents, waiting.association) == (70_00, "TARG")
    assert "23/11/2026, 1 250,50 €, Conduites" in said(view.spendings)
    assert "FORIM, promised, 5 000,00 €, 23/11/2026" in said(view.plan)
    assert "5 000,00 €, 23/11/2026," not in said(view.plan), "no comma after the last word"
    _take_back(view)
    settle(app, qtbot)
    assert "Completed" in view.subtitle()
    assert "FORIM, promised" not in said(view.plan)
    assert view.page_shown.spendings[-1].amount.cents == -1_250_50
    assert not [one for one in view.money._lines.arrived if one.state == "waiting"]


def _change_parts(app: Any, view: ProjectView, qtbot: QtBot, people: Books) -> None:
    """Another part, one more association; then that one leaves."""
    view.changes_parts.click()
    dialog = shown(ReviseBudget)
    targa = next(row for row in dialog._parts if row.ref == "TARG")
    type_in(targa.part, "194 400")
    assert "2 000,00" in said(dialog)  # of no association
    dialog.foresee()
    assert "2026-04, Association Targa: private share from 16,00 % to 17,22 %" in said(dialog)
    QTest.keyClick(targa.part, Qt.Key.Key_Return)
    assert dialog.isVisible()  # it lacks its reason
    dialog.picker.choose(dialog.picker._search("caisse")[0])
    assert dialog.picker.text() == ""
    type_in(dialog._parts[-1].part, "21 600")
    assert "Part of no association: 0,00 €" in said(dialog)
    type_in(dialog.fields["reason"].edit, "Devis revu")
    QTest.keyClick(dialog.fields["reason"].edit, Qt.Key.Key_Return)
    alarm = shown(ShareAlarm)  # who joins has given nothing yet
    assert (alarm.reason.text(), alarm.does.text()) == ("Devis revu", "Save")
    alarm.does.click()
    qtbot.waitUntil(lambda: none_shown(ReviseBudget))
    settle(app, qtbot)
    with people.read() as session:
        (share,) = project_shares(session, today=TODAY)
    assert next(one.share.cost.cents for one in share.associations if one.ref == "TARG") == 18_000_00
    assert ["Targa", "18 000,00"] in [line[:2] for line in cells(view.parts_table)]
    assert "Devis revu" in said(view.budgets)
    view.ask_budget()
    leaving = shown(ReviseBudget)
    village = next(row for row in leaving._parts if row.ref == "VILL")
    village.whole.findChildren(Tool)[0].click()
    type_in(leaving.fields["reason"].edit, "Se retire")
    leaving.accept()
    with people.read() as session:
        (share,) = project_shares(session, today=TODAY)
    assert [one.ref for one in share.associations if not one.has_left] == ["AZEK", "TAGM", "TARG"]


def _record_more(view: ProjectView) -> None:
    """Three and a half days of two who worked, a promise, a spending."""
    view.ask_contribution()
    given = shown(AddContribution)
    given.fields["association"].edit.choose("TARG")  # type: ignore[attr-defined]
    type_in(given.fields["day_rate"].edit, "20")
    for (name, days), (who, how_long) in zip(given._workers, (("Ali", "3"), ("Brahim", "0,5")), strict=True):
        type_in(name, who)
        type_in(days, how_long)
    assert "3,5 days, 70,00 €" in said(given)
    given.accept()
    view.ask_financing()
    promised = shown(AddFinancing)
    promised.stage.choose("promised")
    promised.funder.choose(promised.funder._search("forim")[0])
    type_in(promised.fields["amount"].edit, "5000")
    promised.accept()
    view.ask_spending()
    spent = shown(AddSpending)
    type_in(spent.fields["amount"].edit, "1250,50")
    type_in(spent.fields["description"].edit, "Conduites")
    spent.accept()


def _take_back(view: ProjectView) -> None:
    """Withdraw the promise and the contribution, put the spending right, end rule and project; each for a reason."""
    page = view.page_shown
    assert page is not None
    (promise,) = (one.ref for plan in page.plan for one in plan.commitments if one.stage == "promised")
    waiting = next(one.contribution for one in view.money._lines.arrived if one.state == "waiting")

    def withdraw_contribution() -> None:
        view.show_contribution(waiting)
        shown(Contribution).withdraw_wanted.emit()
        shown(Contribution).reject()

    def withdraw_financing() -> None:
        view.change_financing(promise)
        shown(ChangeFinancing).withdraw_wanted.emit()
        shown(ChangeFinancing).reject()

    for ask, kind in (
        (withdraw_contribution, WithdrawContribution), (withdraw_financing, WithdrawFinancing),
        (lambda: view.put_spending_right(page.spendings[0].ref), RightSpending),
        (lambda: view.ask_rule_end(page.share.rules[-1].in_force.ref), EndRule),
    ):  # fmt: skip
        ask()
        dialog: ReasonAct = shown(kind)
        dialog.accept()
        assert dialog.isVisible(), kind  # it lacks its reason
        type_in(dialog.fields["reason"].edit, "Erreur")
        dialog.accept()
        assert none_shown(kind)
    view.ask_end()
    shown(EndProject).accept()


def _record_some(view: ProjectView) -> None:
    """A rule from an example, an attestation, other terms of an agreement."""
    view.ask_rule()
    rule = shown(AddRule)
    rule.fields["example"].edit.choose("FORIM_MICRO_2024")  # type: ignore[attr-defined]
    assert rule.text("maximum_funder_percent") == "70"
    assert rule.funder.value() == "FORIM"
    rule.fields["example"].edit.choose("BFC")  # type: ignore[attr-defined]
    assert rule.funder.value() is None, "its funder is not recorded, and it is not the one looked at before"
    rule.fields["example"].edit.choose("FORIM_MICRO_2024")  # type: ignore[attr-defined]
    assert rule.funder.value() == "FORIM"
    type_in(rule.fields["maximum_funder_percent"].edit, "10")
    rule.accept()
    alarm = shown(
        ShareAlarm
    )  # more than that came of it already: by the figure of the bound, not a private part
    assert alarm.windowTitle().endswith("is not kept")
    assert "3 000,00 € too much" in [
        one._text.replace("\u202f", " ").replace("\xa0", " ") for one in alarm.findChildren(Pill)
    ]
    alarm.does.click()
    ref = next(one.contribution for one in view.money._lines.arrived if one.state == "waiting")
    view.show_contribution(ref)
    attest = shown(Contribution)
    attest.accept()
    assert attest.isVisible()  # nobody signed
    type_in(attest.fields["signed_by"].edit, "Le caid")
    attest.foresee()
    assert "Association Azekka: private share from 0,00 % to 4,50 %" in said(attest)
    attest.accept()
    view.change_financing(view.page_shown.plan[0].commitments[0].ref)  # type: ignore[union-attr]
    plan = shown(ChangeFinancing)
    type_in(plan.fields["amount"].edit, "50 000")
    type_in(plan.fields["reason"].edit, "Avenant")
    plan.accept()


@pytest.mark.file_only
def test_nothing_is_cut_and_tab_walks_page_and_dialogs(open_window: Open, qtbot: QtBot) -> None:
    app, view = opened(open_window, qtbot, language="fr")
    window = view.window()
    assert window is not None
    for size in SIZES:
        window.resize(*size)
        settle(app, qtbot)
        assert cut(window) == [], size
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    stops = [_name(one).strip() for one in _both_ways(window.search) if view.isAncestorOf(one)]  # type: ignore[attr-defined]
    assert [one.partition("  ")[0] for one in stops] == [
        "Situation au", "Dossier du bailleur…", "Changer…", "Dons", "Caisses des villages", "Cotisations", "Travail",
        "Participation des usagers",
        "Fondations, au projet seul", "Modifier les parts…", "Associations", "Ajouter une règle…",
        "AFD, convention", "FORIM, PRA/OSIM 2024", "Part privée, mois par mois", "Enregistrer un apport…",
        "Ce qui est montré\u00a0: Reçu 9", "Tout voir (9)", "Argent reçu et attendu", "Promesse ou convention…",
        "Plan de financement", "AFD\u00a0: Changer…", "FORIM\u00a0: Changer…",
        "Région Souss-Massa\u00a0: Changer…", "Modifier les parts…", "Enregistrer une dépense…", "Tout voir (9)",
    ]  # fmt: skip
    page = view.page_shown
    assert page is not None
    for ask, kind in (
        (view.ask_budget, ReviseBudget), (view.ask_facts, ChangeFacts), (view.ask_end, EndProject),
        (view.ask_rule, AddRule), (view.ask_contribution, AddContribution), (view.ask_spending, AddSpending),
        (view.ask_financing, AddFinancing),
        (lambda: view.ask_rule_end(page.share.rules[-1].in_force.ref), EndRule),
    ):  # fmt: skip
        ask()
        dialog: QDialog = shown(kind)
        first = dialog.focusWidget()
        assert first is not None
        assert dialog.isAncestorOf(first)
        _both_ways(first)
        assert cut(dialog) == [], kind
        dialog.reject()
