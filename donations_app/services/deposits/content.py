"""What a deposit slip prints, which is frozen with it: account, payments, office, and the head of the audit chain."""

from typing import Any

from msgspec.structs import replace
from sqlalchemy import select

from donations_app.db.journal import Write
from donations_app.db.queries.deposits import Found, account_of
from donations_app.db.queries.settings import accounts, offices, organisation
from donations_app.db.tables import Head
from donations_app.domain.deposit_errors import AccountUndecided
from donations_app.domain.deposits import Deposited, SlipContent, SlipDraft, is_taken_on
from donations_app.domain.errors import CharactersMissing, InputRefused, NotFound, Problem
from donations_app.domain.identifiers import compact, spaced
from donations_app.domain.money import ZERO
from donations_app.domain.offices import OfficeFacts
from donations_app.services.books.beneficiary import beneficiary_of
from donations_app.services.books.contacts import printed_address
from receipts.deposit import print_slip
from receipts.pages import Printed
from receipts.text import Unprintable


def account_for(write: Write, draft: SlipDraft, of_office: OfficeFacts) -> Any:
    """Return the row of the account of a slip: the one it names, else that of the office, else the only one.

    Raises:
        AccountUndecided: there are several, or none, and nothing says which.
        NotFound: it is none of the association's.
        InputRefused: no bank takes the currency of the slip for it.
    """
    iban = draft.account or of_office.iban
    known = accounts(write.session)
    if not iban and len(known) != 1:
        raise AccountUndecided(tuple(one.iban for one in known))
    wanted = compact(iban) if iban else known[0].iban
    found = account_of(write.session, wanted)
    if found is None:
        raise NotFound("account", iban)
    if not is_taken_on(found.iban, draft.currency):
        told = {"currency": draft.currency}
        raise InputRefused([Problem("account", "deposit_other_account", spaced(found.iban), told)])
    return found


def slip_content(
    write: Write, draft: SlipDraft, found: list[Found], number: str, account: Any, of_office: OfficeFacts
) -> SlipContent:
    """Return all that a slip prints."""
    them = beneficiary_of(organisation(write.session, draft.made_on))
    names = {office.code: office.name for office in offices(write.session)}
    content = SlipContent(
        number=number,
        method=draft.method,
        made_on=draft.made_on,
        organisation=them.name,
        identifier=f"{them.identifier_label} {them.identifier}",
        address=them.address.printed(),
        office=names[write.author.office],
        label=account.label,
        iban=account.iban,
        bic=account.bic,
        payments=tuple(
            Deposited(one.candidate.ref, one.name, one.amount or ZERO, one.cheque_number, one.bank)
            for one in found
        ),
        cash=tuple(sorted(draft.cash, key=lambda one: -one.worth)),
        currency=draft.currency,
        office_address=printed_address(of_office),
        office_phone=of_office.phone,
    )
    return _with_head(write, content)


def _with_head(write: Write, content: SlipContent) -> SlipContent:
    """Print the head of the origin's audit chain: what the bank and the binder hold, nobody writes anew."""
    chain = select(Head.n, Head.hash).where(Head.origin_id == write.author.origin_id)
    head = write.session.execute(chain).first()
    if head is None or not head.n:
        return content
    return replace(content, journal=write.author.origin_code, journal_n=head.n, journal_head=head.hash)


def printed_slip(content: SlipContent) -> Printed:
    """Print a slip.

    Raises:
        CharactersMissing: a name cannot be printed.
    """
    try:
        return print_slip(content)
    except Unprintable as error:
        raise CharactersMissing(content.number, error.characters, error.place) from error
