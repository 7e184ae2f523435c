"""The statement of an association by e-mail: the page, with a few words in its language, noted as a letter.

Nobody gets the statement of one day twice unasked.
"""

import ssl
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.references import find
from donations_app.db.tables import Party
from donations_app.domain.circulars import UNWRITTEN, CircularDraft, CircularPlan, Copy, Reader
from donations_app.domain.correspondents import against_mail
from donations_app.domain.errors import Incomplete, NotFound
from donations_app.domain.letters import CIRCULAR, LetterDraft
from donations_app.domain.mail_errors import NotMailable
from donations_app.domain.numbers import file_name
from donations_app.domain.parties import LANGUAGES
from donations_app.formats.mail import Attachment
from donations_app.i18n import N_, gettext_in
from donations_app.services.deliveries.circular_mail import CircularRun, MailedCirculars
from donations_app.services.deliveries.circulars import CircularOrder, planned
from donations_app.services.deliveries.mailing import send_letters
from donations_app.services.statements.association_statement import association_statement
from receipts.letter import LetterContent

_NAME: Final = N_("Statement of {on}")
_SUBJECT: Final = N_("What {name} brought, and what it still lacks: {on}")
_BODY: Final = N_(
    "To {name},\n\nthe page that goes with this letter says what your association brought to its projects until "
    "{on}, and what is still missing of its private part. It names no donor: you may pass it on.\n\n"
    "If you know of anything otherwise, please tell us.\n\n{signatory}\n{organisation}"
)


class StatementOrder(Struct, frozen=True):
    """Which statement is sent."""

    association: str  # reference
    language: str  # of the page: ``fr``, ``ar``, or ``both``
    on: date  # as everything stood
    again: bool = False  # also where it went before, or nobody knows whether it did


def statement_reader(session: Session, order: StatementOrder, today: date) -> Reader:
    """Return who would get the statement.

    Raises:
        NotFound: there is no such association.
        Incomplete: there is no mail account.
        NotMailable: it gets no e-mail, or had this one.
    """
    return _only(planned(session, _circular(session, order), today)).to


def send_statement(
    books: Books, order: StatementOrder, *, password: str, trust: ssl.SSLContext | None = None
) -> CircularRun:
    """Send the statement to the association, and note it on its card.

    Args:
        books: where to read and to note.
        order: which.
        password: of the mail account.
        trust: certificates that are trusted instead of the system's.

    Raises:
        NotFound, Incomplete, NotMailable: as ``statement_reader``; or nobody may sign today.
        ReadOnly: the books were opened for reading only.
        MailUnavailable: the server cannot be used; nothing was sent, nothing is noted.
        StorageUnavailable: the books cannot be used; nothing was sent. Once it was, the run tells it.
    """
    page = association_statement(books, order.association, language=order.language, on=order.on)
    with books.read() as session:
        circular = _circular(session, order)

    def asked(session: Session) -> CircularPlan:
        found = planned(session, circular, books.today)
        _only(found)
        return found

    return send_letters(
        books,
        plan=asked,
        letters=lambda session: _Statements(session, circular, books, order, page),
        password=password,
        progress=None,
        trust=trust,
    )


class _Statements(MailedCirculars):
    """The statement as it is mailed."""

    def __init__(
        self, session: Session, circular: CircularOrder, books: Books, order: StatementOrder, page: bytes
    ) -> None:
        super().__init__(session, circular, books)
        self._statement, self._page = order, page

    def attachment(self, one: Copy, _content: LetterContent) -> Attachment:
        return Attachment(f"{file_name(one.to.ref)}-{self._statement.on:%Y-%m-%d}.pdf", self._page)


def _circular(session: Session, order: StatementOrder) -> CircularOrder:
    key = find(session, Party, order.association)
    if key is None:
        raise NotFound("association", order.association)
    on = f"{order.on:%d/%m/%Y}"
    texts = tuple(
        LetterDraft(
            language,
            gettext_in(language, _SUBJECT).replace("{on}", on),
            gettext_in(language, _BODY).replace("{on}", on),
            CIRCULAR,
        )
        for language in LANGUAGES
    )
    name = gettext_in("fr", _NAME).format(on=on)  # what stands in the books is said in one language
    return CircularOrder(
        draft=CircularDraft(name, texts), keys=(key,), year=order.on.year, again=order.again, reworded=True
    )


def _only(found: CircularPlan) -> Copy:
    """Return the one letter of a plan, if it goes by e-mail."""
    for copy in found.by("email"):
        return copy
    for left in found.left_out:
        if left.reason in UNWRITTEN:
            had = left.to.had_it if left.reason == "had_it" else None
            raise NotMailable(left.to.name, left.reason, had.on if had else None)
    (reader,) = [*(one.to for one in found.left_out), *(one.to for one in found.letters)]
    if reason := against_mail(reader):
        raise NotMailable(reader.name, reason)
    raise Incomplete("mail")
