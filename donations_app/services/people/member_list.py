"""The register of members on a day, as a table for others and printed for the general assembly."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from donations_app.db.books import Books
from donations_app.db.queries.dues import Member, members
from donations_app.db.queries.settings import organisation
from donations_app.formats.writing import Cell, placed, write_table
from donations_app.i18n import _, without_marks
from donations_app.words.codes import DUES_STATES, word
from receipts import members as register
from receipts.members import MemberLine, MembersHeading


def write_members(
    books: Books, path: Path, *, form: str, day: date, today: date, force: bool = False
) -> list[Member]:
    """Write who is a member on a day, by name, with the dues of its year; the codes behind the words at the end.

    Args:
        books: where to read, in one view.
        path: of the file.
        form: of ``TABLES``.
        day: of the register.
        today: from which dues are looked at.
        force: replace a table that stands there.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session:
        found = members(session, day=day, today=today)
    rows = [_row(one) for one in found]
    with placed(path, force=force) as file:
        write_table(file, form, _("Members"), headings(), rows)
    return found


def print_members(books: Books, path: Path, *, day: date, today: date, force: bool = False) -> list[Member]:
    """Print who is a member on a day, by name, with votes, the state of his dues and a place to sign.

    Args:
        books: where to read, in one view.
        path: of the PDF.
        day: of the register.
        today: from which dues are looked at; printed too.
        force: replace a file that stands there.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with books.read() as session:
        found, facts = members(session, day=day, today=today), organisation(session, today)
    identifier = f"SIREN {facts.siren}" if facts.siren else f"RNA {facts.rna}"
    heading = MembersHeading(facts.name, identifier, day, today)
    lines = [
        MemberLine(one.name, one.ref, one.kind_name, one.since, one.standing, one.votes) for one in found
    ]
    with placed(path, force=force) as file:
        register.write_members(file, heading, lines)
    return found


def headings() -> list[str]:
    """Return the headings of the table in the chosen language."""
    return [
        _("Reference"), _("Name"), _("Membership"), _("Member since"), _("Member until"), _("Year of dues"),
        _("Dues (€)"), _("Paid (€)"), _("State of dues"), _("Votes"), "kind", "state", "standing",
    ]  # fmt: skip


def _row(one: Member) -> Sequence[Cell]:
    words = (
        one.ref, one.name, one.kind_name, one.since, one.until, one.dues.year, one.dues.fee, one.dues.paid,
        word(DUES_STATES, one.dues.state), one.votes, one.kind, one.dues.state, one.standing,
    )  # fmt: skip
    return [without_marks(cell) if isinstance(cell, str) else cell for cell in words]
