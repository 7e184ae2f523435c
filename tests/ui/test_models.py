"""Every table of the window keeps the rules of Qt's models; a new one cannot be forgotten."""

import importlib
import pkgutil

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from donations_app import ui
from donations_app.db.books import Books
from donations_app.services.receipts.issue import issue_receipts
from donations_app.ui.widgets.table import Table
from donations_app.ui.widgets.windowed import WindowedModel
from tests.ui.looking import Open

# tables of dialogs alone, and of pages over others, and the test that checks the model of each
_IN_DIALOGS = {
    "FundTable": "test_allocating", "WaitingTable": "test_bank", "RowsTable": "test_imports",
    **dict.fromkeys(("DebitTable", "LeftTable", "RunTable", "ReturnTable", "NotTakenTable"), "test_collecting"),
}  # fmt: skip


def _all_tables() -> set[str]:
    """Import all of the window and return the names of its tables, without those that others are made of."""
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        importlib.import_module(module.name)
    found: set[str] = set()
    waiting: list[type[Table]] = [Table]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        tables = (kind for kind in kinds if not kind.__subclasses__())
        found |= {kind.__name__ for kind in tables if kind.__module__.startswith(ui.__name__)}
    return found


@pytest.mark.suite
def test_every_model_of_the_window_keeps_the_rules_of_qt(
    open_window: Open, people: Books, qtbot: QtBot, qtmodeltester: ModelTester
) -> None:
    issue_receipts(people, 2025)
    app, window = open_window()
    seen: set[str] = set()
    checked = 0
    for is_auditor in (False, True):
        if is_auditor:
            app.open_as_auditor()
            assert app.window is not None
            window = app.window
        for screen in window.screens:
            window.show_screen(screen)
            for _again in range(2):
                QApplication.processEvents()
                qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
            for table in screen.findChildren(Table):
                model = table.model()
                assert isinstance(model, WindowedModel)
                qtmodeltester.check(model)  # type: ignore[no-untyped-call]
                seen.add(type(table).__name__)
                checked += model.rowCount() > 0
    assert sorted(_all_tables() - seen - set(_IN_DIALOGS)) == []
    assert checked > len(seen) // 2  # a model without rows proves little
