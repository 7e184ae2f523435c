"""Who agrees to be written to once a copy came home: the last word holds, on whichever side it was said."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import aliased

from donations_app.db.journal import Write
from donations_app.db.queries.consents import said_in_order
from donations_app.db.tables import Consent, Party


def hold_last_words(write: Write, consents: Iterable[int]) -> None:
    """Give people the last yes or no that stands of them, where words that came are not the last.

    A word that repeats what stood changes no record: beside the change of the other side it would be lost, though
    it may be the later one. Of one day, that one holds which was written last. Of who was recorded twice, somebody
    decided when the records were made one.

    Args:
        write: the transaction in which the words came.
        consents: keys of the words that came.
    """
    session, other = write.session, aliased(Party)
    came = select(Consent.party_id).where(Consent.id.in_(list(consents)))
    twice = select(other.leader_id).where(other.leader_id != other.id)
    columns = (Party.id, Party.ref, Party.version, Party.consent_email, Party.consent_post)
    alone = select(*columns).where(Party.id.in_(came), Party.leader_id == Party.id, Party.id.not_in(twice))
    for party in session.execute(alone.order_by(Party.id)).all():
        words = said_in_order(session, Consent.party_id == party.id)
        last = {f"consent_{one.channel}": one.given for one in words}
        turned = {flag: given for flag, given in last.items() if getattr(party, flag) != given}
        if turned:
            values = {**turned, "version": party.version + 1}
            write.change(Party, party.id, values, kind="party.consent", name=f"party:{party.ref}")
