"""Draws the pictures of the README: each screen on invented books, and a receipt and a register page.

    python docs/pictures.py [FOLDER] [--all]

Without ``--all`` only those that stand in ``docs/pictures``; with it, each screen in three languages,
light and dark, at two sizes.
"""

import argparse
import os
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from donations_app.db.engine import Books
    from donations_app.ui.app import App
    from donations_app.ui.entry.screen import EntryScreen
    from donations_app.ui.expenses.screen import ExpensesScreen
    from donations_app.ui.receipts.screen import ReceiptsScreen

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TODAY = date(2026, 11, 23)
HERE = Path(__file__).parent / "pictures"
KEPT = (("fr", "light", 1440, 900), ("ar", "dark", 1440, 900))


def main() -> None:
    """Draw what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    shapes = KEPT
    if options.all:
        shapes = tuple(
            (language, look, *size)
            for language in ("fr", "en", "ar")
            for look in ("light", "dark")
            for size in ((1024, 700), (1440, 900))
        )
    with tempfile.TemporaryDirectory() as place:
        books = Path(place, "exemples.tiwizi")
        fill(books)
        documents(books, options.folder)
        for shape in shapes:
            draw(books, options.folder, *shape, names_size=options.all)
            language, look, *size = shape
            end = f"-{size[0]}" if options.all else ""
            draw_audit(books, options.folder, language, look, (size[0], size[1]), end)


def fill(place: Path) -> None:
    """Make the invented books, with receipts of the year before and a batch half typed."""
    from donations_app.services.demo import example_settings, fill, story_clock
    from donations_app.services.settings import create_books

    books = create_books(
        str(place), example_settings(), today=TODAY, clock=story_clock(TODAY), user="example"
    )
    fill(books, size="small", seed=1, today=TODAY)
    type_some(books)
    send_some(books)
    books.close()


def type_some(books: "Books") -> None:
    """Type half of the batch that waits."""
    from uuid import UUID

    from donations_app.db.queries.batches import open_batches
    from donations_app.domain.money import Money
    from donations_app.domain.payments import LineDraft, PaymentDraft
    from donations_app.services.recording import record_payment

    with books.read() as session:
        batch = open_batches(session, "MRS")[0]
    for n, euros in enumerate((50, 30, 120, 45, 200, 60, 35), 1):
        dues = {"kind": "dues", "dues_year": TODAY.year} if euros == 30 else {"kind": "donation"}
        line = LineDraft(amount=Money(euros * 100), **dues)  # type: ignore[arg-type]
        draft = PaymentDraft(
            key=UUID(int=n), office="MRS", payer=f"D{n * 7:06}", method="cheque", received_on=TODAY,
            lines=(line,), cheque_number=f"{4410 + n * 37:07}", bank="La Banque Postale", batch=batch.key,
        )  # fmt: skip
        record_payment(books, draft, today=TODAY, user="example")


def send_some(books: "Books") -> None:
    """Note that some of last year's receipts were sent, and that some could not be."""
    from donations_app.db.queries.deliveries import deliverables
    from donations_app.domain.settings import MailDraft
    from donations_app.services.delivery_writing import note
    from donations_app.services.demo import example_settings
    from donations_app.services.settings import load_settings

    account = MailDraft(host="smtp.example.org", port=465, username="recus", sender="recus@example.org")
    load_settings(books, replace(example_settings(), mail=account), today=TODAY, office="MRS")

    with books.read() as session:
        live = [one for one in deliverables(session) if not one.is_cancelled]
    ways = (("post", "sent", ""), ("email", "sent", ""), ("email", "failed", "550 no such user here"),
            ("email", "begun", ""))  # fmt: skip
    with books.write(office="MRS", user="example") as write:
        for number, receipt in enumerate(live[:40]):
            channel, outcome, answer = ways[(0, 1, 1, 0, 2, 1, 0, 3)[number % 8]]
            address = f"donateur{number}@example.org" if channel == "email" else ""
            note(write, [receipt], channel=channel, outcome=outcome, address=address, answer=answer)


def draw(
    place: Path, folder: Path, language: str, look: str, width: int, height: int, *, names_size: bool
) -> None:
    """Draw the screens in one language, look and size."""
    from donations_app import i18n, preferences
    from donations_app.db.engine import open_books, utc_now
    from donations_app.ui.app import App, application
    from donations_app.ui.entry.screen import EntryScreen
    from donations_app.ui.expenses.screen import ExpensesScreen
    from donations_app.ui.receipts.screen import ReceiptsScreen

    application()
    i18n.set_language(language)
    books = open_books(str(place), clock=utc_now)
    app = App(books, today=lambda: TODAY, user="Naïma Idrissi")
    app.preferences = preferences.Preferences(look=look, language=language)
    window = app.show()
    window.resize(width, height)
    for number, name in enumerate(("dashboard", "entry", "receipts", "expenses")):
        window.go(number)
        screen = window.screens[number]
        if isinstance(screen, EntryScreen):
            type_a_line(screen)
        settle(app)
        if isinstance(screen, ReceiptsScreen):
            screen.ready.choose_row(1)
            settle(app)
        ending = f"{language}-{look}-{width}" if names_size else f"{language}-{look}"
        window.grab().save(str(folder / f"{name}-{ending}.png"))
        if isinstance(screen, ReceiptsScreen):
            draw_sending(app, screen, folder, ending)
        if isinstance(screen, ExpensesScreen):
            type_a_claim(screen)
            settle(app)
            window.grab().save(str(folder / f"claim-{ending}.png"))
    draw_registers(app, folder, f"{language}-{look}{f'-{width}' if names_size else ''}", every=names_size)
    draw_settings(app, folder, f"{language}-{look}{f'-{width}' if names_size else ''}", every=names_size)
    window.close()
    books.close()


def draw_settings(app: "App", folder: Path, name: str, *, every: bool) -> None:
    """Draw the parts of the settings: all of them, or the one that stands in ``docs/pictures``."""
    from donations_app.ui.settings.screen import PARTS, SettingsScreen

    if app.window is None:
        raise TypeError("there is no window")
    screen = next(one for one in app.window.screens if isinstance(one, SettingsScreen))
    app.window.show_screen(screen)
    for part in PARTS if every else ("figures",):
        screen.follow(part)
        settle(app)
        app.window.grab().save(str(folder / f"settings-{part}-{name}.png"))


def draw_audit(place: Path, folder: Path, language: str, look: str, size: tuple[int, int], end: str) -> None:
    """Draw the auditor's page: a receipt of a sample followed back."""
    from donations_app import i18n, preferences
    from donations_app.db.engine import open_books, utc_now
    from donations_app.ui.app import App, application
    from donations_app.ui.audit.screen import AuditScreen

    application()
    i18n.set_language(language)
    books = open_books(str(place), clock=utc_now, read_only=True)
    app = App(books, today=lambda: TODAY, user="Claire Moreau")
    app.preferences = preferences.Preferences(look=look, language=language)
    window = app.show()
    window.resize(*size)
    screen = next(one for one in window.screens if isinstance(one, AuditScreen))
    window.show_screen(screen)
    screen.notes.use(place.with_name("notes.json"))
    screen.sample.form.seed.setText("4711")
    screen.sample.form.ask()
    for _receipt in range(2):
        settle(app)
        screen.go_on()
    settle(app)
    window.grab().save(str(folder / f"audit-{language}-{look}{end}.png"))
    window.close()
    books.close()


def draw_sending(app: "App", screen: "ReceiptsScreen", folder: Path, shape: str) -> None:
    """Draw what was sent, the questions before it is sent, the letters, and what is put right."""
    from PySide6.QtWidgets import QApplication, QDialog

    from donations_app.db.queries.receipts import register_lines

    with app.books.read() as session:
        year = max(line.year for line in register_lines(session))
    window = app.window
    if window is None:
        return
    screen.span.choose_year(year)
    screen.refresh()
    settle(app)
    for view, table in (("sending", screen.sending.table), ("issued", screen.issued)):
        screen._show_view(view)  # noqa: SLF001 -- what the segment above the tables does
        if view == "sending":
            screen.sending.filter.choose("all")
        table.choose_row(4)
        settle(app)
        window.grab().save(str(folder / f"{view}-{shape}.png"))
    for name, opens in (
        ("mail", screen.sending.ask_mail), ("post", screen.sending.ask_post),
        ("letters", screen.sending.edit_letters), ("right", screen.issued.ask_put_right),
    ):  # fmt: skip
        opens()
        settle(app)
        for shown in QApplication.topLevelWidgets():
            parent = shown.parentWidget()
            if isinstance(shown, QDialog) and shown.isVisible() and parent and parent.window() is window:
                shown.grab().save(str(folder / f"{name}-{shape}.png"))
                shown.close()
        settle(app)


def draw_registers(app: "App", folder: Path, name: str, *, every: bool) -> None:
    """Draw the parts of the registers: all of them, or those that stand in ``docs/pictures``."""
    from donations_app.ui.registers.screen import RegistersScreen

    window = app.window
    screen = window.screens[4] if window else None
    if window is None or not isinstance(screen, RegistersScreen):
        raise TypeError("the registers are the fifth page")
    window.go(4)
    for code in screen.panes if every else ("register", "declaration"):
        screen.show_view(code)
        settle(app)
        window.grab().save(str(folder / f"registers-{code}-{name}.png"))


def settle(app: "App") -> None:
    """Let the window do what waits, jobs and their answers included."""
    from PySide6.QtWidgets import QApplication

    end = time.monotonic() + 0.3
    while time.monotonic() < end or app.desk.jobs.is_busy:
        QApplication.processEvents()
        time.sleep(0.01)
    for _again in range(5):  # what the last answer made is not shown yet
        QApplication.processEvents()


def type_a_line(screen: "EntryScreen") -> None:
    """Type a gift split over two projects, as a clerk would."""
    from PySide6.QtTest import QTest

    from donations_app.db.queries.projects import targets
    from donations_app.ui.entry.allocations import PartTyped

    form = screen.form
    form.payer.setFocus()
    QTest.keyClicks(form.payer, "moha")
    form.payer.take()
    form.amount.setText("150,00")
    form.cheque_number.setText("0004417")
    form.bank.setText("La Banque Postale")
    carried = [target for target in screen.desk.read(targets) if target.association]
    form.allocations.fill([PartTyped(carried[0], "100"), PartTyped(carried[8], "")], by_wish=True)
    form.amount.setFocus()
    form.amount.selectAll()


def type_a_claim(screen: "ExpensesScreen") -> None:
    """Type a claim whose second trip goes past the first tranche of the year, and a toll with its proof."""
    from PySide6.QtTest import QTest

    from donations_app.ui.expenses.rows import RowTyped

    screen.open_form()
    form = screen.form
    QTest.keyClicks(form.payer, "moha")
    form.payer.take()
    form.trips.fill((
        RowTyped(("12/03/2026", "Marseille - Lyon, réunion du bureau", "4 640", "5")),
        RowTyped(("04/06/2026", "Marseille - Paris, rencontre des associations", "780", "5")),
    ))  # fmt: skip
    form.items.fill((RowTyped(("04/06/2026", "Péage de l'A6", "Ticket 0461", "62,40")),))
    form.reckon()
    form.trips.rows[1].purpose.setFocus()


def documents(place: Path, folder: Path) -> None:
    """Draw a receipt of a person, one of a company, and the first page of a register."""
    import pypdfium2

    from donations_app.db.engine import open_books, utc_now
    from donations_app.db.queries.receipts import register_lines
    from donations_app.services.receipting import receipt_copy
    from donations_app.services.registers import write_register

    books = open_books(str(place), clock=utc_now)
    with books.read() as session:
        lines = list(register_lines(session))
    richest, of_company = (
        max((line for line in lines if line.form.startswith(form)), key=lambda line: len(line.payments))
        for form in ("11580", "16216")
    )
    register = place.with_name("register.pdf")
    write_register(books, register, form="pdf", today=TODAY)
    for name, content in (
        ("receipt", receipt_copy(books, richest.number)),
        ("receipt-company", receipt_copy(books, of_company.number)),
        ("register", register.read_bytes()),
    ):
        pypdfium2.PdfDocument(content)[0].render(scale=1.6).to_pil().save(folder / f"{name}.png")
    books.close()


if __name__ == "__main__":
    main()
