"""Draws the pictures of the README: each page on invented books, and the printed documents.

    python docs/pictures.py [FOLDER] [--all | --manual]

Without ``--all`` only those that stand in ``docs/pictures``; with it, each page in three languages,
light and dark, at two sizes. With ``--manual`` those of the user manual, in its two languages.
"""

import argparse
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from picture_books import fill
from picture_camera import Camera, Shape, opened, settle
from picture_documents import draw_documents

if TYPE_CHECKING:
    from donations_app.ui.entry.screen import EntryScreen
    from donations_app.ui.expenses.screen import ExpensesScreen

HERE = Path(__file__).parent / "pictures"
KEPT = (("fr", "light", 1440, 900), ("ar", "dark", 1440, 900))
MANUAL = Path(__file__).parents[1] / "resources" / "manual"


def main() -> None:
    """Draw what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=HERE)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--manual", action="store_true")
    options = parser.parse_args()
    if options.manual:
        draw_manual()
        return
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
        draw_documents(books, options.folder)
        for shape in (Shape(options.folder, *one, every=options.all) for one in shapes):
            draw_window(books, shape)


def draw_window(books: Path, shape: Shape) -> None:
    """Draw the window of who works, then that of the auditor."""
    with opened(books, shape, user="Naïma Idrissi") as camera:
        for draw in (
            draw_dashboard,
            draw_entry,
            draw_payments,
            draw_people,
            draw_members,
            draw_projects,
            draw_allocating,
            draw_bank,
            draw_association,
            draw_recurring,
            draw_project,
            draw_receipts,
            draw_expenses,
            draw_registers,
            draw_settings,
        ):
            draw(camera)
    with opened(books, shape, user="Claire Moreau", read_only=True) as camera:
        draw_audit(camera, books.with_name("notes.json"))


def draw_manual() -> None:
    """Draw the pictures of the user manual."""
    with tempfile.TemporaryDirectory() as place:
        books = Path(place, "exemples.tiwizi")
        fill(books)
        for language in ("fr", "en"):
            folder = MANUAL / language / "pictures"
            folder.mkdir(parents=True, exist_ok=True)
            draw_window(books, Shape(folder, language, "light", 1240, 780, every=False, manual=True))


def draw_dashboard(camera: Camera) -> None:
    """Draw what awaits whoever opens the program."""
    from donations_app.ui.dashboard.screen import DashboardScreen

    camera.show(DashboardScreen)
    camera.take("dashboard")


def draw_projects(camera: Camera) -> None:
    """Draw all projects, the first one opened."""
    from donations_app.ui.projects.overview import Overview
    from donations_app.ui.projects.screen import ProjectsScreen

    page = camera.show(ProjectsScreen).view
    if isinstance(page, Overview):
        opened_one = next((key[0] for key in page.table.all_keys() if page.table.opens(key)), "")
        page.table.opening.emit(opened_one, True)  # noqa: FBT003 -- of a signal
    camera.take("projects")


def draw_entry(camera: Camera) -> None:
    """Draw a gift half typed, and what is rare: another currency, a gift in kind, dues of several years."""
    from donations_app.ui.entry.screen import EntryScreen

    screen = camera.show(EntryScreen)
    type_a_line(screen)
    camera.take("entry")
    form = screen.form
    form.allocations.clear()
    form.amount.setText("1 500 DH")
    form._take_currency()  # noqa: SLF001 -- what leaving the field does
    for edit, text in (
        (form.rare.rate, "10,87"), (form.rare.rate_source, "Bank Al-Maghrib"), (form.rare.counterpart, "60"),
    ):  # fmt: skip
        edit.setText(text)
    form.look_again()
    settle(camera.app)
    screen._fields.verticalScrollBar().setValue(10_000)
    camera.take("entry-currency")
    form.begin()
    form.start_with("D000249")
    form.choose_nature("other")
    form.other_kind.choose("in_kind")
    form.amount.setText("300")
    form.thing.description.setText("Deux pompes solaires")
    form.thing.valued_by.setText("Coopérative Tazzarine")
    form.look_again()
    camera.take("entry-in-kind")
    form.begin()
    form.choose_nature("dues")
    form.start_with("D000249")
    form.dues_year.setText("2024-2026")
    form.amount.setText("60")
    camera.take("entry-years")
    form.begin()


def draw_payments(camera: Camera) -> None:
    """Draw the list with one payment beside it."""
    from donations_app.ui.payments.screen import PaymentsScreen

    screen = camera.show(PaymentsScreen)
    screen.table.choose_row(3)
    camera.take("payments")


def draw_people(camera: Camera) -> None:
    """Draw the list with the card of somebody, and the form that changes him."""
    from donations_app.ui.people.screen import PeopleScreen

    screen = camera.show(PeopleScreen)
    screen.show_ref("D000249")
    settle(camera.app)
    camera.take("people")
    screen.panel.change()
    camera.take("people-change")
    screen.panel.leave()


def draw_members(camera: Camera) -> None:
    """Draw the members of the year, and what is asked of one."""
    from donations_app.ui.members.screen import MembersScreen

    screen = camera.show(MembersScreen)
    screen.table.choose_row(5)
    camera.take("members")
    for name, opens in (
        ("join", screen.ask_join), ("exempt", screen.ask_exempt), ("leave", screen.ask_leave),
        ("fees", screen.ask_fees), ("suspend", screen.ask_suspend), ("honour", screen.ask_honour),
        ("dues-letters", screen.edit_letters), ("dues-run", screen.ask_prepare),
    ):  # fmt: skip
        draw_dialog(camera, name, opens)


def draw_allocating(camera: Camera) -> None:
    """Draw the general fund with what it could close."""
    from donations_app.ui.projects.screen import ProjectsScreen

    screen = camera.show(ProjectsScreen)
    before = camera.window.size()
    if camera.shape.manual:
        camera.window.resize(1440, 900)  # where all of it stands beside each other
    screen.show_allocating()
    settle(camera.app)
    camera.take("allocating")
    camera.window.resize(before)
    screen.go_back()


def draw_bank(camera: Camera) -> None:
    """Draw the slips with one of them, and how one of cheques and one of cash is made."""
    from donations_app.ui.bank.screen import BankScreen

    screen = camera.show(BankScreen)
    screen.table.choose_row(1)
    camera.take("bank")
    for method in ("cheque", "cash"):
        draw_dialog(camera, f"slip-{method}", partial(screen.ask_make, method))


def draw_recurring(camera: Camera) -> None:
    """Draw the agreed gifts with one looked at, and what is asked of one."""
    from donations_app.ui.recurring.screen import RecurringScreen

    screen = camera.show(RecurringScreen)
    names = {screen.table._model.row(n).ref: n for n in range(screen.table._model.rowCount())}  # noqa: SLF001
    screen.table.choose_row(next(n for ref, n in names.items() if ref.endswith("15")))
    screen.table.setFocus()
    camera.take("recurring")
    one = screen.panel.one
    for name, opens in (
        ("agree", screen.ask_new), ("terms", screen.ask_change), ("pause", screen.ask_pause),
        ("stop", screen.ask_stop), ("match", lambda: screen.ask_match(one)),
        ("forgive", lambda: screen.ask_forgive(one)),
    ):  # fmt: skip
        draw_dialog(camera, name, opens)


def draw_project(camera: Camera) -> None:
    """Draw one project, and what is asked of it."""
    from donations_app.db.queries.share_tally import parts_of
    from donations_app.db.queries.shares import project_shares
    from donations_app.ui.projects.project import ProjectView
    from donations_app.ui.projects.screen import ProjectsScreen

    desk, screen = camera.app.desk, camera.show(ProjectsScreen)
    found = desk.read(project_shares, today=desk.today())
    below = next(one for one in parts_of(found) if len(one.project.rules) > 1)
    screen.show_project(below.project.code)
    camera.take("project")
    view = screen.view
    if isinstance(view, ProjectView):
        for name, opens in (
            ("project-facts", view.ask_facts), ("project-parts", view.ask_budget), ("project-rule", view.ask_rule),
            ("project-contribution", view.ask_contribution), ("project-agreement", view.ask_financing),
            ("project-spending", view.ask_spending),
        ):  # fmt: skip
            draw_dialog(camera, name, opens)


def draw_receipts(camera: Camera) -> None:
    """Draw the plan, what was sent, the questions before it is sent, the letters, and what is put right."""
    from donations_app.db.queries.register import register_lines
    from donations_app.ui.receipts.screen import ReceiptsScreen

    screen = camera.show(ReceiptsScreen)
    screen.ready.choose_row(1)
    camera.take("receipts")
    with camera.app.books.read() as session:
        year = max(line.year for line in register_lines(session))
    screen.span.choose_year(year)
    screen.refresh()
    settle(camera.app)
    screen.sending.filter.choose("all")
    screen._show_view("left")  # noqa: SLF001 -- what the segment above the tables does
    camera.take("left")
    for view, table in (("sending", screen.sending.table), ("issued", screen.issued)):
        screen._show_view(view)  # noqa: SLF001 -- what the segment above the tables does
        table.choose_row(4)
        camera.take(view)
    for name, opens in (
        ("mail", screen.sending.ask_mail), ("post", screen.sending.ask_post),
        ("letters", screen.sending.edit_letters), ("right", screen.issued.ask_put_right),
    ):  # fmt: skip
        draw_dialog(camera, name, opens)


def draw_dialog(camera: Camera, name: str, opens: Callable[[], object]) -> None:
    """Draw a dialog of the window, and close it."""
    from PySide6.QtWidgets import QApplication, QDialog

    opens()
    settle(camera.app)
    for shown in QApplication.topLevelWidgets():
        parent = shown.parentWidget()
        if isinstance(shown, QDialog) and shown.isVisible() and parent and parent.window() is camera.window:
            camera.save(shown, name)
            shown.close()
    settle(camera.app)


def draw_association(camera: Camera) -> None:
    """Draw the page of the association that lacks most, and its statement."""
    from donations_app.db.queries.share_tally import parts_of
    from donations_app.db.queries.shares import project_shares
    from donations_app.ui.projects.association import AssociationView
    from donations_app.ui.projects.screen import ProjectsScreen

    screen = camera.show(ProjectsScreen)
    with camera.app.books.read() as session:
        parts = parts_of(project_shares(session, today=camera.app.books.today))
    screen.show_association(next(one.association for one in parts if one.association))
    camera.take("association")
    if isinstance(screen.view, AssociationView):
        draw_dialog(camera, "statement", partial(screen.view.open_statement, "both"))


def draw_expenses(camera: Camera) -> None:
    """Draw the claims of the year, and one half typed."""
    from donations_app.ui.expenses.screen import ExpensesScreen

    screen = camera.show(ExpensesScreen)
    camera.take("expenses")
    type_a_claim(screen)
    camera.take("claim")


def draw_registers(camera: Camera) -> None:
    """Draw the parts of the registers."""
    from donations_app.ui.registers.screen import RegistersScreen

    screen = camera.show(RegistersScreen)
    for part in screen.panes:
        screen.show_view(part)
        camera.take(f"registers-{part}")


def draw_settings(camera: Camera) -> None:
    """Draw the parts of the settings."""
    from donations_app.ui.settings.screen import PARTS, SettingsScreen

    screen = camera.show(SettingsScreen)
    for part in PARTS:
        screen.follow(part)
        camera.take(f"settings-{part}")


def draw_audit(camera: Camera, notes: Path) -> None:
    """Draw the auditor's page: a receipt of a sample followed back."""
    from donations_app.ui.audit.screen import AuditScreen

    screen = camera.show(AuditScreen)
    screen.notes.use(notes)
    screen.sample.form.seed.setText("4711")
    screen.sample.form.ask()
    for _receipt in range(2):
        settle(camera.app)
        screen.go_on()
    camera.take("audit")


def type_a_line(screen: "EntryScreen") -> None:
    """Type a gift split over two projects, as a clerk would."""
    from PySide6.QtTest import QTest

    from donations_app.db.queries.projects import targets
    from donations_app.ui.payments.allocations import PartTyped

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
        RowTyped(("12/03/2026", "Marseille - Lyon, réunion du bureau", "4 640", "5", "AB-123-CD")),
        RowTyped(("04/06/2026", "Marseille - Paris, rencontre des associations", "780", "5", "EF-456-GH")),
    ))  # fmt: skip
    form.items.fill((RowTyped(("04/06/2026", "Péage de l'A6", "Ticket 0461", "62,40")),))
    form.reckon()
    form.trips.rows[1].purpose.setFocus()


if __name__ == "__main__":
    main()
