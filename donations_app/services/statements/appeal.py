"""The declaration of an appeal to the public's generosity: made of what the books know, and printed."""

from pathlib import Path

from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.near import require
from donations_app.db.queries.projects import project_names
from donations_app.db.queries.settings import organisation, signatory_on
from donations_app.domain.appeal_declaration import AppealDeclaration, AppealDraft
from donations_app.domain.errors import InputRefused
from donations_app.domain.typed import clean_text
from donations_app.formats.writing import placed
from donations_app.services.books.legal import legal_parameters
from donations_app.services.statements.headings import closing_year, heading_of
from donations_app.services.statements.thresholds import appeals_in


def appeal_declaration(books: Books, draft: AppealDraft) -> AppealDeclaration:
    """Return the declaration of an appeal, with the gifts by appeals of its fiscal year and the two before.

    Args:
        books: where to read; one consistent view.
        draft: what somebody says of it.

    Raises:
        InputRefused: it ends before it begins, or by means that nobody knows.
        NotFound: there is no such project.
        NotAllowed: the login does not see all offices.
    """
    if problems := [*draft.problems()]:
        raise InputRefused(problems)
    books.check_sees_all()
    with books.read() as session:
        return _declaration(books, session, draft)


def _declaration(books: Books, session: Session, draft: AppealDraft) -> AppealDeclaration:
    for code in draft.projects:
        require(session, "project", code)
    heading = heading_of(session, closing_year(session, draft.first_on), books.today)
    facts, signs = organisation(session, books.today), signatory_on(session, books.today)
    names = project_names(session, draft.projects)
    return AppealDeclaration(
        heading=heading,
        address=(facts.address, f"{facts.postcode} {facts.city}"),
        postcode=facts.postcode,
        contact=tuple(filter(None, (facts.phone, facts.email, facts.website))),
        object=facts.object,
        representative=f"{signs.name}, {signs.title}" if signs else "",
        draft=AppealDraft(
            draft.first_on, draft.last_on, clean_text(draft.purpose), draft.projects, draft.means
        ),
        projects=tuple((code, names[code].title("fr")) for code in dict.fromkeys(draft.projects)),
        appeals=appeals_in(session, heading.year, legal_parameters(session), books.today),
    )


def write_appeal(found: AppealDeclaration, path: Path, *, force: bool = False) -> None:
    """Write the declaration as a PDF.

    Raises:
        FileExists, FileOfOtherKind, FileUnwritable: as ``placed``.
    """
    from receipts.appeal import write_appeal_declaration

    with placed(path, force=force, kind="pdf") as file:
        write_appeal_declaration(file, found)
