"""A provisional acknowledgement on paper: that money was received. It is no tax receipt, and says so."""

from typing import Final

from donations_app.db.books import Books
from donations_app.db.queries.drafts import party_draft
from donations_app.db.queries.payment_detail import DetailedLine, PaymentDetail, payment_detail
from donations_app.db.queries.settings import offices, organisation
from donations_app.domain.errors import AlreadyReversed
from donations_app.domain.money import ZERO
from donations_app.i18n import N_
from donations_app.services.books.attested import printed_attestation
from donations_app.services.books.beneficiary import beneficiary_of
from donations_app.words.codes import KINDS, METHODS
from donations_app.words.documents import Words
from receipts.attestation import AttestationContent
from receipts.tables import Column

LANGUAGES: Final = ("fr", "ar", "en")
_NO_RECEIPT: Final = N_("This is no tax receipt.")
_DECLARED: Final = N_(
    "We have received the sum below and thank you for it. This paper is provisional: it is no tax receipt and gives no"
    " right to a tax reduction. Where the payment gives right to one, the tax receipt is sent by the association."
)
_CLOSING: Final = N_("Please keep it until the tax receipt, or our letter, has reached you.")
_SIGN: Final = (N_("Name:"), N_("Place and day:"), N_("Signature and stamp:"))


def acknowledgement(books: Books, ref: str, *, language: str = "") -> bytes:
    """Return the acknowledgement of a payment as a PDF.

    Args:
        books: where to read; a field book as well.
        ref: of the payment.
        language: fr, ar or en; empty: that of the payer, else French.

    Raises:
        NotFound: there is no such payment.
        AlreadyReversed: it was taken back, or takes another one back.
        CharactersMissing, TextTooLong: a text cannot be printed.
    """
    with books.read() as session:
        detail = payment_detail(session, ref)
        them = beneficiary_of(organisation(session, books.today))
        spoken = party_draft(session, detail.row.payer)[0].language if detail.row.payer else ""
        names = {one.code: one.name for one in offices(session)}
    if detail.row.state != "stands" or detail.row.amount <= ZERO:
        raise AlreadyReversed(ref)
    words = Words(language or (spoken if spoken in LANGUAGES else "fr"))
    title = words(N_("Provisional acknowledgement"))
    content = AttestationContent(
        language=words.language,
        organisation=words.piece(f"{them.name}, {them.identifier_label} {them.identifier}"),
        title=f"{title} – {words(_NO_RECEIPT)}",
        facts=_facts(words, detail, names.get(detail.row.office, "")),
        declaration=words(_DECLARED),
        columns=(Column(words(N_("For what")), 373), Column(words(N_("Amount (€)")), 110, is_figure=True)),
        rows=tuple((_for_what(words, detail, line), words.figures(line.amount)) for line in detail.lines),
        totals=((words(N_("Sum in euros")), words.money(detail.row.amount)),),
        closing=words(_CLOSING),
        signatures=(words(N_("For the association")),),
        sign_words=tuple(map(words, _SIGN)),
        foot=words.piece(f"{detail.row.ref} · {Words('fr')(_NO_RECEIPT)}"),
        on=detail.row.on,
    )
    return printed_attestation(content, ref)


def _facts(words: Words, detail: PaymentDetail, office: str) -> tuple[tuple[str, str], ...]:
    row = detail.row
    cheque = words.listed((words.piece(row.cheque_number), detail.bank))
    found = [
        (words(N_("Received from")), row.name or words(N_("Anonymous"))),
        (words(N_("Received on")), words.day(row.on)),
        (words(N_("Method")), words(METHODS[row.method])),
        (words(N_("Cheque number")), cheque if row.method == "cheque" else ""),
        (words(N_("Office")), office),
        (words(N_("Payment")), words.piece(row.ref)),
    ]
    return tuple((label, value) for label, value in found if value)


def _for_what(words: Words, detail: PaymentDetail, line: DetailedLine) -> str:
    """Return what a line is: its kind, the year of dues, the projects on which its cents stand."""
    titles = [
        detail.names[share.project].title(words.language)
        for share in line.shares
        if share.project in detail.names and share.amount > ZERO
    ]
    year = words.piece(str(line.dues_year)) if line.dues_year else ""
    return words.listed((words(KINDS[line.kind]), year, *dict.fromkeys(titles)))
