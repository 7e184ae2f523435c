"""What this computer knows of the books that it works with: its office, and whether their first steps are done."""

from PySide6.QtCore import QObject, Signal

from donations_app.machine import preferences


class Machine(QObject):
    """The habits of this computer that pages show and change."""

    office_chosen = Signal(str)  # code
    role_chosen = Signal(str)  # of ``preferences.ROLES``
    books_chosen = Signal(str)  # address of a server, without a password; empty: the file of this computer
    auditor_told = Signal(str)  # the address to which an anchor was sent
    begun = Signal()  # the first steps of these books are not wanted any more

    def __init__(self) -> None:
        super().__init__()
        self.office = ""  # code of the office that somebody chose here; empty: nobody did
        self.role = "treasurer"  # what one does here
        self.books = ""  # those that are opened at each start, as ``books_chosen`` says them
        self.auditor = ""  # the address to which an anchor was last sent
        self.is_begun = False  # whether the first steps are out of sight

    def use(self, books: str, chosen: preferences.Preferences) -> None:
        """Begin with the books of a window and the preferences of this computer.

        Args:
            books: what tells them from others.
            chosen: as they are kept.
        """
        self.office, self.role, self.is_begun = chosen.office, chosen.role, books in chosen.begun
        self.books, self.auditor = chosen.books, chosen.auditor

    def choose_books(self, address: str) -> None:
        """Open other books at each start from now on."""
        self.books = address
        self.books_chosen.emit(address)

    def remember_auditor(self, address: str) -> None:
        """Propose an address the next time."""
        self.auditor = address
        self.auditor_told.emit(address)

    def put_away(self) -> None:
        """Show the first steps no more."""
        self.is_begun = True
        self.begun.emit()
