"""The statement of an association goes to it by e-mail once a day, or it is said why not."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from donations_app.db.books import Books
from donations_app.db.queries.person_card import person_card
from donations_app.domain.errors import Incomplete, NotFound
from donations_app.domain.mail_errors import NotMailable
from donations_app.domain.parties import PartyDraft
from donations_app.i18n import without_marks
from donations_app.services.audit.verify import verify
from donations_app.services.deliveries.circular_mail import CircularRun
from donations_app.services.people.parties import record_party
from donations_app.services.statements.association_statement import association_statement
from donations_app.services.statements.statement_mail import StatementOrder, send_statement
from donations_app.words.sentences import sentence
from tests.db.test_dues_calls import with_mail
from tests.mail_server import PASSWORD, running
from tests.receipts.reading import text_of
from tests.world import TODAY, gift, project, to

ORDER = StatementOrder("AMAN", "both", TODAY)


def carrier(books: Books, ref: str, **facts: object) -> None:
    draft = PartyDraft(
        key=uuid4(), ref=ref, kind="association", organisation=f"Association {ref.title()}", country="MA",
        **facts,  # type: ignore[arg-type]
    )  # fmt: skip
    record_party(books, draft)


def refused(act: Callable[[], object], reason: str) -> str:
    with pytest.raises(NotMailable) as told:
        act()
    assert told.value.reason == reason
    return without_marks(sentence(told.value) or "")


def test_a_statement_goes_by_e_mail_once_a_day_and_is_noted(books: Books) -> None:
    carrier(books, "AMAN", email="aman@example.org", consent_email=True, language="ar")
    carrier(books, "PAPER", email="paper@example.org", consent_post=True, address="Douar", city="Irherm")
    carrier(books, "NOWHERE", consent_email=True)
    project(books, partners={"AMAN": 10_000_00})
    gift(books, 500_00, payer="AMAN", allocations=(to(500_00, "EAU", "AMAN"),))

    with running() as server:

        def send(order: StatementOrder = ORDER) -> CircularRun:
            return send_statement(books, order, password=PASSWORD, trust=server.trust)

        with pytest.raises(Incomplete, match="mail"):
            send()
        with_mail(books, server.port)
        with pytest.raises(NotFound):
            send(StatementOrder("NOBODY", "fr", TODAY))
        assert refused(lambda: send(StatementOrder("PAPER", "fr", TODAY)), "not_wished") == (
            "Association Paper gets no e-mail (no agreement to e-mail). Nothing was sent."
        )
        refused(lambda: send(StatementOrder("NOWHERE", "fr", TODAY)), "email_missing")
        server.recipients["aman@example.org"] = "550 no such mailbox"
        assert [answer[:3] for _one, answer in send().failed] == ["550"]
        server.recipients.clear()
        sealed = association_statement(books, "AMAN", language="both", on=TODAY)
        assert len(send().sent) == 1
        assert "23/11/2026" in refused(send, "had_it")
        assert len(send(StatementOrder("AMAN", "fr", TODAY, again=True)).sent) == 1
        (to_whom, message), (_again, in_french) = server.got

    assert to_whom == ["aman@example.org"]
    assert "Association Aman" in message["Subject"]
    assert "23/11/2026" in message["Subject"]
    text, page = message.iter_parts()
    assert text.get_content().startswith("إلى")
    assert "{" not in text.get_content()
    assert page.get_filename() == "AMAN-2026-11-23.pdf"
    assert page.get_content() == sealed
    assert "Association Aman" in text_of(list(in_french.iter_parts())[1].get_content())
    with books.read() as session:
        noted = person_card(session, "AMAN", today=TODAY).circulars
    assert [(one.name, one.channel, one.outcome) for one in noted] == [
        ("Relevé du 23/11/2026", "email", "failed"),
        ("Relevé du 23/11/2026", "email", "sent"),
        ("Relevé du 23/11/2026", "email", "sent"),
    ]
    assert verify(books).faults == []
