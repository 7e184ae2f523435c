"""All is worked with the keys: every dialog as one reads it, with Enter and Escape; every action of every page."""

from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from donations_app.ui.audit.screen import AuditScreen
from donations_app.ui.bank.certain import AcceptCertain
from donations_app.ui.receipts import signing
from donations_app.ui.widgets.calendar import DayPicker
from donations_app.ui.widgets.dialog import Careful, Discard
from donations_app.ui.widgets.table import Table
from tests.originals import Fill
from tests.ui.dialogs import Dialogs, every_class, fill_whole
from tests.ui.looking import Open, shown
from tests.ui.project_dialogs import PROJECT_WALKS
from tests.ui.reaching import name, unreached
from tests.ui.share_dialogs import SHARE_WALKS
from tests.ui.test_tab import _both_ways
from tests.ui.test_whole import still, views

pytestmark = pytest.mark.usefixtures("dressed")

_KEY: Final = Qt.Key
_MOST: Final = 60
_FILE: Final = "reference,kind,last_name,first_name,city\nX1,individual,Dupont,Anne,Aix\nX2,individual,,,\n"
# what each walk meets, as one reads it
_WALKS: Final = {
    "a move": [
        "First day at the new address", "Address", "More of the address", "Postcode", "City",
        "Country (FR, MA ...)", "Back", "Note the move",
    ],
    "a consent": ["Which way", "What was said", "Said on", "Known by", "Back", "Note it"],
    "of age": ["From which day on", "Back", "Note it"],
    "another name": ["From which day on", "New name", "Legal form", "Back", "Note the name"],
    "a couple": [
        "From which day on", "The second, where recorded", "First name", "Last name from then on",
        "Membership of both", "Back", "Make them a couple",
    ],
    "a separation": [
        "From which day on", "E-mail and telephone", "Who stays a member", "Membership",
        "Agreed gift RK1, 10,00\xa0€ / month", "Back", "Note the separation",
    ],
    "a death of one": ["Day of death: Mohand Aït Ahmed", "Back", "Note the death"],
    "deaths of a couple": [
        "Day of death: Mohand Aït Ahmed", "Day of death: Lalla Aït Ahmed", "Back", "Note the death",
    ],
    "doubles": ["Possible pairs", "Address", "E-mail", "Two persons", "Later", "Exchange", "Close"],
    "erasure": ["Day of the request", "Back", "Erase and save the answer ..."],
    "letting go": ["Back", "Erase and save the certificate ..."],
    "an officer": ["Office held", "Who, where recorded", "Name", "First day", "Back", "Note the officer"],
    "the end of an office": ["Last day", "Back", "End the office"],
    "a letter to a list": [
        "What is shown: The letter", "Language of the letter: Français", "Subject", "Text", "Insert name",
        "Insert title", "Insert first_name", "Insert last_name", "Insert ref", "Insert city",
        "Insert year", "Insert given", "Insert owed", "Insert day", "Insert organisation",
        "Insert signatory", "Open a text ...", "Document", "Close",
    ],
    "a change discarded": ["Back", "Discard"],
    "joining": ["Person", "Membership", "First day", "Back", "Make a member"],
    "leaving": ["Last day", "Reason", "Back", "End the membership"],
    "exempting": ["Year", "Reason", "Back", "Free of these dues"],
    "exempting several": ["Reason", "Back", "Free 3 members of these dues"],
    "suspending": ["First day", "Last day", "Reason", "Back", "Suspend"],
    "counting again": ["First day that counts again", "Back", "End the suspension"],
    "honouring": ["First day", "Decision", "Back", "Make honorary"],
    "fees": ["Membership", "From the year", "Fee of a year", "Back", "Decide the fee"],
    "calls": ["Password", "Smaller", "Larger", "Print", "Document", "Close", "Send 1 e-mail"],
    "an agreed gift": [
        "Person", "Amount", "Frequency", "Day of the month", "Method", "First day", "Project",
        "Donor's wish", "Back", "Record the agreed gift",
    ],
    "other terms": [
        "First day", "Amount", "Frequency", "Day of the month", "Method", "Project", "Donor's wish",
        "Back", "Change the terms",
    ],
    "a pause": ["From", "Up to", "Reason", "Back", "Pause"],
    "the end of a pause": ["First day", "Back", "Resume"],
    "the end of a gift": ["Last day", "Reason", "Back", "Stop"],
    "a mandate suspended": ["From", "Reason", "Back", "Suspend"],
    "a mandate taken up again": ["Back", "Take up again"],
    "a mandate ended": ["From", "Reason", "Back", "End the mandate"],
    "an appeal declared": [
        "From", "Up to", "What the money is for", "Projects, by their codes", "Another project",
        "Letters", "E-mails",
        "Website and online payment", "Collections by hand", "Events", "Press, radio, television",
        "Social networks", "Telephone", "Back", "Save as PDF ...",
    ],
    "direct debits": [
        "Day of the collection", "Bank account", "To the settings ...", "What is shown: Collected 0",
        "Returns ...", "What is collected", "Close",
    ],
    "returns of debits": ["What is shown: 0 came back", "What came back", "Back", "Read a file ..."],
    "direct debits sent": ["Back", "Mark as sent"],
    "direct debits credited": ["Day of the credit", "Back", "Note the credit"],
    "direct debits cancelled": ["Reason", "Back", "Cancel the file"],
    "notices of debits": ["Password", "Document", "Close"],
    "forgiving": ["Reason", "Back", "Forgive"],
    "deciding_anew": ["Reason", "Back", "Take back"],
    "setting_apart": ["Reason", "Back", "Set apart"],
    "matching": ["Payment", "Back", "Match"],
    "a match looked for": ["Name, reference, amount", "What is open", "Back", "Accept"],
    "bank files": ["Files read", "Back", "Set aside ..."],
    "a bank file set aside": ["Reason", "Back", "Set it aside"],
    "a fee of a platform": ["Words in the line", "Kept of each payment", "Back", "Keep the rule"],
    "an account closed": ["Up to", "Back", "Close it"],
    "books beside bank": ["Smaller", "Larger", "Print", "Document", "Back", "Save as PDF ...", "Print"],
    "rules for bank lines": ["Rules for bank lines", "Back", "Fee of a platform ...", "Switch off"],
    "a slip of cheques": [
        "What waits for a slip", "Bank account", "Day of the slip", "Back", "Make the slip",
    ],
    "a slip of cash": [
        "What waits for a slip", "Bank account", "Day of the slip", "Number of 500,00\xa0€",
        "Number of 200,00\xa0€", "Number of 100,00\xa0€", "Number of 50,00\xa0€", "Number of 20,00\xa0€",
        "Number of 10,00\xa0€", "Number of 5,00\xa0€", "Number of 2,00\xa0€", "Number of 1,00\xa0€",
        "Number of 0,50\xa0€", "Number of 0,20\xa0€", "Number of 0,10\xa0€", "Number of 0,05\xa0€",
        "Number of 0,02\xa0€", "Number of 0,01\xa0€", "Back", "Make the slip",
    ],
    "handed in": ["Day at the bank", "Back", "Note it"],
    "credited": ["Day of the credit", "Reference of the bank", "Back", "Note it"],
    "a slip cancelled": ["Reason", "Back", "Cancel the slip"],
    "the page of a slip": ["Document", "Back", "Save as PDF ...", "Print"],
    "a bank statement": ["Back", "Take 1 line"],
    "a batch opened": ["Name", "Method", "Number counted", "Sum counted", "Back", "Open the batch"],
    "a batch closed": ["Reason for the difference", "Back", "Close with this reason"],
    "a line taken back": ["Reason", "Back", "Take it back"],
    "a payment looked for": ["Reference, receipt or donor", "Back", "Go on ..."],
    "a payment put right": [
        "Payment", "What happened: Returned by the bank", "Day", "Reason", "Unpaid cheque", "Back",
        "Put it right",
    ],
    "a first start": [
        "Try with examples", "Empty books", "Restore a backup ...", "Books on a server ...", "Open as auditor ...",
        "Close",
    ],
    "books on a server": [
        "Server", "Database", "Login", "Password", "Certificate of its authority (file)", "Choose the file ...",
        "Keep the password in the keyring of this computer", "Back", "Open",
    ],
    "a refund taken back": ["What happened", "Day", "Reason", "Back", "Take the refund back"],
    "a waiver signed": ["Signed on", "Reference of the signed waiver", "Back", "Write the signature"],
    "a claim withdrawn": ["Reason", "Back", "Withdraw the claim"],
    "an import": [
        "What the file lists", "reference", "kind", "last_name", "first_name", "city",
        "Keep these choices as", "Name of these choices", "Verdict: All  2", "Save the refusals ...",
        "Lines of the file", "Correct the line", "Change people who are recorded otherwise",
        "What is written: All or nothing", "Past imports ...", "Close",
    ],
    "past imports": ["Past imports", "Close"],
    "a field book opened": ["Office", "Back", "Choose the place ..."],
    "a field book that is none": ["Close"],
    "a receipt cancelled": [
        "Reason", "Issue another in its place, with what is true today", "Back", "Cancel the receipt",
    ],
    "donors completed": [
        "Last name", "First name", "Address", "More of the address", "Postcode", "City",
        "Country (FR, MA ...)", "Tax-resident in France", "Reference of the statement of residence",
        "Close", "Skip", "Save and next",
    ],
    "days of credit": ["Credited on", "Close", "Skip", "Save and next"],
    "letters of thanks": [
        "Language of the letter: Français", "Subject", "Text", "Insert donor", "Insert amount",
        "Insert year", "Insert number", "Insert organisation", "Insert projects", "Insert signatory",
        "Smaller", "Larger", "Print", "Document", "Close",
    ],
    "letters about dues": [
        "Letter", "Language of the letter: Français", "Subject", "Text", "Insert donor", "Insert amount",
        "Insert years", "Insert ref", "Insert organisation", "Insert signatory", "Insert last_on",
        "Insert free", "Smaller", "Larger", "Print", "Document", "Close",
    ],
    "an anchor by e-mail": ["Address", "Password", "Back", "Send"],
    "receipts by e-mail": [
        "Receipts: The selection: 1", "Password", "Address to try it with", "Send the example", "Back",
        "Send",
    ],
    "receipts by post": [
        "Receipts: The selection: 1", "A letter of thanks before each receipt", "Back",
        "Choose the file ...",
    ],
    "what was mailed": ["Not sent", "Send these again ...", "Close"],
    "an e-mail came back": ["Came back on", "Why, as the answer says it", "Back", "Note the return"],
    "a certificate": [
        "Certificate (.p12 or .pfx)", "Choose ...", "Passphrase", "Back", "Open the certificate",
    ],
    "a document checked": ["Close"],
    "a file of entries checked": ["Close"],
    "a declaration filed": ["Filed on", "Reference of the acknowledgement", "Back", "Record the filing"],
    "a bank account": [
        "Label", "IBAN", "BIC", "SEPA creditor identifier", "Files of direct debits", "Back", "Save",
    ],
    "a year closed": ["I know that nobody can open the year again", "Back"],
    "an office": [
        "Code", "Name", "Address", "Postcode", "City", "Country", "Telephone", "E-mail", "Currency", "Bank account",
        "Head office", "Back", "Save",
    ],
    "a signatory": [
        "First and last name", "Quality", "From", "To", "Image of the signature ...", "Back", "Save",
    ],
    "a legal figure": ["Value", "From", "To", "Where you read it", "Back", "Confirm"],
    "a view kept": ["Name", "Back", "Keep"],
    "columns": ["Columns", "Up", "Down", "Wider", "Narrower", "Back", "As at first", "Show these columns"],
    "keys": ["Close"],
    "the manual": ["Manual", "Contents", "Close"],
    "a new passphrase": [
        "Passphrase", "The same once more", "Keep the passphrase in the keyring of this computer",
        "Older encrypted ones there make room, by the rule of the settings", "Back", "Choose the folder ...",
    ],
    "a passphrase": ["Passphrase", "Back", "Go on"],
    "a server of backups": [
        "Server", "Folder", "Login", "Password", "Private key (file), instead of a password", "Choose the file ...",
        "Keep the password in the keyring of this computer", "Back", "Send",
    ],
    "the key of a server": [
        "Its last six letters, if it is the one that you were told", "Back", "It is this one",
    ],
    "closing unsaved": ["Back", "Discard", "Save and close"],
    "closing": ["Back", "Close without a backup"],
    **PROJECT_WALKS, **SHARE_WALKS,
}  # fmt: skip
# where no Enter may do by chance what the dialog is for: letters go, two records become one, a file is written
_WITHOUT_ENTER: Final = frozenset(
    (
        "a letter to a list",
        "a year closed",
        "calls",
        "letters of thanks",
        "letters about dues",
        "notices of debits",
        "direct debits",
        "returns of debits",
        "doubles",
        "an import",
        "a share that falls",
    )
)
_BY_ITSELF: Final = (
    "closing",
    "a first start",
)  # Enter presses the first button: what it is for goes on by itself, or most begin so
_LOOKS: Final = "a payment looked for"  # what is typed there is nothing to lose


@pytest.fixture
def filling() -> Fill:
    return fill_whole


def walk(dialog: QDialog, key: Qt.Key) -> list[QWidget]:
    """Press a key until the walk comes back to where it began."""
    stops: list[QWidget] = []
    while len(stops) < _MOST:
        widget = QApplication.focusWidget()
        assert widget is not None, [name(one) for one in stops]
        assert widget.window() is dialog, [name(one) for one in stops]
        if stops and widget is stops[0]:
            return stops
        stops.append(widget)
        QTest.keyClick(widget, key)
    raise AssertionError([name(one) for one in stops])


def from_the_first(dialog: QDialog, stops: list[QWidget]) -> list[QWidget]:
    """Return a walk from the first stop of the dialog, wherever the focus was when it opened."""
    widget = dialog.nextInFocusChain()
    while widget is not None and widget not in stops:
        widget = widget.nextInFocusChain()
    assert widget is not None
    at = stops.index(widget)
    return stops[at:] + stops[:at]


def out_of_order(whole: QWidget, stops: list[QWidget]) -> list[tuple[str, str]]:
    """Return the steps that do not go on reading: neither down nor to what stands further along the line."""
    is_mirrored = whole.layoutDirection() == Qt.LayoutDirection.RightToLeft
    found = []
    for pair in pairwise(stops):
        one, after = (QRect(each.mapTo(whole, QPoint()), each.size()) for each in pair)
        is_along = one.left() >= after.right() if is_mirrored else one.right() <= after.left()
        if not (one.bottom() < after.top() or is_along):
            found.append((name(pair[0]), name(pair[1])))
    return found


def assert_is_walked(dialog: QDialog, title: str) -> list[QWidget]:
    """Hold that Tab comes to all of a dialog as one reads it, in both directions of reading, and goes back the same."""
    stops = from_the_first(dialog, walk(dialog, _KEY.Key_Tab))
    stops[0].setFocus()
    back = walk(dialog, _KEY.Key_Backtab)
    assert [name(one) for one in (back[0], *reversed(back[1:]))] == [name(one) for one in stops], title
    assert [name(one) for one in stops] == _WALKS[title], title
    assert unreached(dialog, stops) == [], title
    assert out_of_order(dialog, stops) == [], title
    dialog.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    dialog.resize(dialog.size() + QSize(2, 0))
    QApplication.processEvents()
    assert out_of_order(dialog, stops) == [], title
    return stops


def by_enter(dialog: QDialog) -> list[QPushButton]:
    """Return the button that Enter presses as the dialog opens."""
    return [one for one in dialog.findChildren(QPushButton) if one.isDefault() and one.isVisible()]


def assert_enter_acts(title: str, stops: list[QWidget], defaults: list[QPushButton]) -> None:
    """Hold that Enter in the first field presses the last button, or nothing where it may not."""
    dialog = stops[0].window()
    if title in _WITHOUT_ENTER:
        QTest.keyClick(stops[0], _KEY.Key_Return)
        assert dialog.isVisible(), title
        return
    assert len(defaults) == 1, title
    (default,) = defaults
    assert default is stops[0 if title in _BY_ITSELF else -1], (title, default.text())
    pressed: list[str] = []
    default.clicked.disconnect()
    default.clicked.connect(lambda *_: pressed.append(title))
    first = next((one for one in stops if isinstance(one, (QLineEdit, QComboBox))), default)
    first.setFocus()
    QTest.keyClick(first, _KEY.Key_Return)
    assert pressed == [title], title


def assert_escape_asks(dialog: QDialog, title: str, stops: list[QWidget]) -> None:
    """Hold that Escape closes; where something is typed it asks first, and loses nothing until one says so."""
    fields = [one for one in stops if isinstance(one, (QLineEdit, QPlainTextEdit)) and not one.isReadOnly()]
    if not fields or title == _LOOKS:
        QTest.keyClick(stops[0], _KEY.Key_Escape)
        assert not dialog.isVisible(), title
        return
    assert isinstance(dialog, Careful), title
    assert not dialog.is_typed(), title  # what the program filled in is not
    fields[0].setFocus()
    QTest.keyClicks(fields[0], "zq")
    QTest.keyClick(fields[0], _KEY.Key_Escape)
    assert dialog.isVisible(), title
    if title.startswith("letters"):  # which says the languages
        box = shown(QMessageBox)
        next(one for one in box.buttons() if one.text() == "Leave without saving").click()
    else:
        shown(Discard).reject()
        text = fields[0].toPlainText() if isinstance(fields[0], QPlainTextEdit) else fields[0].text()
        assert (dialog.isVisible(), "zq" in text) == (True, True), title
        dialog.close()
        shown(Discard).accept()
    assert not dialog.isVisible(), title


@pytest.mark.suite
def test_every_dialog_is_worked_with_the_keys_alone(
    open_window: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "check_can_sign", lambda: None)  # what signs takes half a second to load
    app, window = open_window()
    file = tmp_path / "people.csv"
    file.write_text(_FILE)
    made = Dialogs(window, file).all()
    assert sorted(made) == sorted(_WALKS)
    seen = set()
    for title, make in made.items():
        dialog = make()
        seen.add(type(dialog))
        dialog.open()
        for _again in range(2):
            QApplication.processEvents()
            qtbot.waitUntil(lambda: not app.desk.jobs.is_busy)
        QApplication.processEvents()
        dialog.activateWindow()
        defaults = by_enter(dialog)
        stops = assert_is_walked(dialog, title)
        assert_enter_acts(title, stops, defaults)
        assert_escape_asks(dialog, title, stops)
        dialog.done(0)
    apart = {AcceptCertain, DayPicker}  # the former begins at once, and ends by itself
    assert sorted(one.__name__ for one in every_class() - seen - apart) == []


def look_at_rows(screen: QWidget) -> bool:
    """Choose the first row of each list in which none is, and tell whether there was one."""
    found = [
        one
        for one in screen.findChildren(Table)
        if one.isVisible() and one.model().rowCount() and one.current_key() is None
    ]
    for one in found:
        one.choose_row(0)
    return bool(found)


def is_in_sight(widget: QWidget) -> bool:
    """Tell whether a stop is seen whole; one that is scrolled away stands elsewhere than it seems to."""
    return widget.visibleRegion().boundingRect().size() == widget.size()


def test_every_action_of_every_page_has_a_key(open_window: Open, qtbot: QtBot) -> None:
    app, window = open_window()
    missed: dict[tuple[str, str], list[object]] = {}
    seen = 0
    for is_auditor in (False, True):
        if is_auditor:
            app.open_as_auditor()
            assert app.window is not None
            window = app.window
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        for screen in window.screens:
            if is_auditor and not isinstance(screen, AuditScreen):
                continue
            window.show_screen(screen)
            for view, show in views(screen):
                show()
                still(window, qtbot)
                if look_at_rows(screen):
                    still(window, qtbot)
                stops = _both_ways(window.search)
                seen += 1
                wrong: list[object] = [*unreached(window, stops)]
                within = [one for one in stops if screen.isAncestorOf(one) and is_in_sight(one)]
                wrong += out_of_order(screen, within)
                if wrong:
                    missed[screen.title, view] = wrong
    assert missed == {}
    assert seen > 25
