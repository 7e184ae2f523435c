"""The page of one association: what it says to the cent, where its rows lead, its periods by keys, its statement."""

import re
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from donations_app.i18n import without_marks
from donations_app.ui.main_window import MainWindow
from donations_app.ui.payments.screen import PaymentsScreen
from donations_app.ui.people.screen import PeopleScreen
from donations_app.ui.projects.association import AssociationView
from donations_app.ui.projects.contribution_dialog import Contribution
from donations_app.ui.projects.kind_bars import KindBar
from donations_app.ui.projects.project import ProjectView
from donations_app.ui.projects.screen import ProjectsScreen
from donations_app.ui.projects.statement import StatementPage
from donations_app.ui.recurring.screen import RecurringScreen
from donations_app.ui.widgets.linked import ElidedLink
from donations_app.ui.widgets.table import Table
from tests import azekka
from tests.originals import Fill
from tests.ui.looking import SIZES, Open, screen_of, shown, turn_to
from tests.ui.test_tab import _both_ways, _name
from tests.ui.whole import cut

pytestmark = pytest.mark.usefixtures("dressed")

_KEY = Qt.Key


@pytest.fixture
def filling() -> Fill:
    return azekka.fill


def opened(open_window: Open, qtbot: QtBot, language: str = "en") -> tuple[Any, MainWindow, AssociationView]:
    app, window = open_window(language)
    screen = turn_to(window, ProjectsScreen)
    screen.show_association(azekka.REF)
    settle(app, qtbot)
    assert isinstance(screen.view, AssociationView)
    return app, window, screen.view


def settle(app: Any, qtbot: QtBot) -> None:
    for _again in range(3):
        QApplication.processEvents()
        qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    QApplication.processEvents()


def plain(text: str) -> str:
    return re.sub("[\u202f\u00a0]", " ", without_marks(text))


def said(widget: QWidget) -> str:
    return plain(" | ".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden()))


def rows(table: Table | None) -> list[list[str]]:
    assert table is not None
    model = table.model()
    return [
        [plain(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def click(within: QWidget, text: str) -> None:
    next(one for one in within.findChildren(QPushButton) if one.text() == text and one.isVisible()).click()


def test_the_page_says_what_it_lacks_brought_and_expects_and_writes_its_statement(
    open_window: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    app, window, view = opened(open_window, qtbot)
    assert (plain(window.title.text()), plain(window.subtitle.text())) == (
        "Association Azekka",
        "association · on 23/11/2026",
    )
    assert [said(figure) for figure in view.figures] == [
        "Missing in all |  | 7 170 € | 77 436,00 MAD | in 2 projects of 3",
        "Brought to its projects |  | 3 690 € | of 70 000 € of parts of the cost",
        "Expected by 05/03/2027 |  | 9 050 € | of it 300 € promised without a day | 420 € still to be found",
        "Dues of 2026 |  | 380 € | paid by 1 person",
    ]
    assert [row[:3] + row[4:] for row in rows(view.parts.table)] == [
        ["Eau potable", "40 000,00", "0,00", "0,00 %", "6 000,00", "Expected on 05/02/2027"],
        ["Coopérative de safran de Taliouine", "18 000,00", "1 530,00", "8,50 %", "1 170,00", "Not reached"],
        ["Séguias d'Irherm", "12 000,00", "2 160,00", "18,00 %", "–", "Reached"],
        ["In all", "70 000,00", "3 690,00", "", "7 170,00", "77 436,00 MAD"],
    ]
    coming = said(view.coming)
    assert coming.startswith(
        "Expected | 9 050,00 € | Mohand Aït Ahmed | 05/12/2026, Eau potable | 2 000,00 €"
    )
    assert "4 more, until 05/03/2027 | 4 550,00 €" in coming
    assert coming.endswith(
        "Eau potable: reached on 05/02/2027, if what is expected comes. | Safran: 420,00 € will still be missing."
    )
    waiting = said(view.waiting)
    for text in (
        "Tranchées, 1 800,00 €",
        "Instalments missed: 250,00 €",
        "Nothing expected closes it",
        "Safran: 420,00 €",
    ):
        assert text in waiting
    _periods(app, view, qtbot)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    stops = [
        _name(one).strip().partition("  ")[0] for one in _both_ways(window.search) if view.isAncestorOf(one)
    ]
    assert stops == [
        "Card of the association", "Its projects", *(["Mohand Aït Ahmed", "Khadija Azergui"] * 2), "Period: 2026",
        "Gifts, dues and contributions", "Add ...", "See", "See", "Allocate",
    ]  # fmt: skip
    for size in SIZES:
        window.resize(*size)
        QApplication.processEvents()
        assert cut(window) == []
    _statement(app, window, view, qtbot, tmp_path)


def _periods(app: Any, view: AssociationView, qtbot: QtBot) -> None:
    """Hold that Left and Right change the period, and that what waits is not in the sum."""
    found = rows(view.came.table)
    assert [row[5] for row in found] == ["480,00", "350,00", "380,00", "200,00", "120,00", "1 800,00"]
    assert found[-1][1:5] == ["Tranchées", "90 days of labour", "Valued", "Eau potable"]
    assert found[-1][6] == "No attestation"
    assert (
        plain(view.came.told.text()) == "Counted in 2026, without what waits for its attestation: 1 530,00 €"
    )
    kinds = said(view.kinds)
    assert kinds == (
        "Where the private money comes from | 2026 | Gifts | 550,00 € | Money of associations | 480,00 € | "
        "Dues | 380,00 € | Sales | 120,00 €"
    )
    parts = [bar.part for bar in view.kinds.findChildren(KindBar) if not bar.isHidden()]
    assert parts == sorted(parts, reverse=True)
    assert view.came.periods is not None
    view.came.periods.setFocus()
    QTest.keyClick(QApplication.focusWidget() or view, _KEY.Key_Right)
    assert [view.came.year] == [2024]
    assert plain(view.came.told.text()) == "Counted in 2024: 2 160,00 €"
    QTest.keyClick(QApplication.focusWidget() or view, _KEY.Key_Right)
    assert [view.came.year, len(rows(view.came.table))] == [None, 7]
    assert plain(view.came.told.text()).endswith("attestation: 3 690,00 €")
    for _twice in range(2):
        QTest.keyClick(QApplication.focusWidget() or view, _KEY.Key_Left)
    assert [view.came.year] == [2026]
    settle(app, qtbot)


def test_its_rows_and_links_lead_on_and_back(open_window: Open, qtbot: QtBot) -> None:
    app, window, view = opened(open_window, qtbot)
    screen = screen_of(window, ProjectsScreen)
    assert view.parts.table is not None
    assert view.came.table is not None
    view.parts.table.choose_row(1)
    QTest.keyClick(view.parts.table, _KEY.Key_Return)
    assert isinstance(screen.view, ProjectView)
    assert screen.view.key == azekka.SAFFRON
    QTest.keyClick(window, _KEY.Key_Left, Qt.KeyboardModifier.AltModifier)
    settle(app, qtbot)
    assert screen.view.key == azekka.REF
    view.came.table.choose_row(0)
    QTest.keyClick(view.came.table, _KEY.Key_Return)
    settle(app, qtbot)
    payments = screen_of(window, PaymentsScreen)
    assert payments.panel.found is not None
    assert payments.panel.found.row.amount.cents == 480_00
    led = list[str]()
    payments.to_project.connect(led.append)
    payments.panel.findChildren(ElidedLink)[0]._go()  # where its cents stand
    assert led == [azekka.SAFFRON]
    assert (window.code, screen.view.key) == ("projects", azekka.SAFFRON)
    window.show_screen(screen_of(window, PeopleScreen))
    _by_card(app, window, qtbot)
    _by_search(app, window, qtbot)
    assert screen_of(window, RecurringScreen).receivers("2to_project(QString)") == 1


def _by_card(app: Any, window: MainWindow, qtbot: QtBot) -> None:
    """Hold that the card of an association leads to its page, and back."""
    people, screen = screen_of(window, PeopleScreen), screen_of(window, ProjectsScreen)
    people.show_ref(azekka.REF)
    settle(app, qtbot)
    click(people, "Its projects and private share")
    settle(app, qtbot)
    assert (window.code, screen.view.key) == ("projects", azekka.REF)
    click(screen.view, "Card of the association")
    settle(app, qtbot)
    assert window.code == "people"


def _by_search(app: Any, window: MainWindow, qtbot: QtBot) -> None:
    """Hold that Ctrl+K finds projects, and associations that carry one, which Enter leads to."""
    window.search.setFocus()
    QTest.keyClicks(window.search, "safr")
    found = [plain(one) for one in window.search.found()]
    assert any(
        one.startswith("Coopérative de safran de Taliouine") and azekka.SAFFRON in one for one in found
    )
    window.search.clear()
    QTest.keyClicks(window.search, "azek")
    found = [plain(one) for one in window.search.found()]
    for _down in range(
        next(n for n, one in enumerate(found) if one.startswith("Projects of Association Azekka"))
    ):
        QTest.keyClick(window.search, _KEY.Key_Down)
    QTest.keyClick(window.search, _KEY.Key_Return)
    settle(app, qtbot)
    assert (window.code, screen_of(window, ProjectsScreen).view.key) == ("projects", azekka.REF)


def _statement(app: Any, window: MainWindow, view: AssociationView, qtbot: QtBot, folder: Path) -> None:
    """Hold that the statement is shown and saved in a language, and that what is attested counts at once."""
    action = view.action()
    assert action is not None
    assert [text for text, _does in action.choices] == ["French and Arabic", "French", "Arabic"]
    click(window, "Statement")
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    assert menu.activeAction().text() == "French and Arabic"
    QTest.keyClick(menu, _KEY.Key_Return)
    page = shown(StatementPage)
    qtbot.waitUntil(lambda: bool(page.view.content))
    both = page.view.content
    click(page.language, "French")
    qtbot.waitUntil(lambda: page.view.content != both)
    page.save(folder / "azekka.pdf")
    settle(app, qtbot)
    assert (folder / "azekka.pdf").read_bytes() == page.view.content
    page.reject()
    click(view.waiting, "Add ...")
    dialog = shown(Contribution)
    dialog.fields["signed_by"].edit.setText("Le caïd d'Irherm")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
    dialog.accept()
    settle(app, qtbot)
    assert "7 170 €" not in said(view.figures[0])
    assert plain(view.came.told.text()) == "Counted in 2026: 3 330,00 €"
