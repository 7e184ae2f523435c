"""Programmes: what several projects belong to, with a period."""

from sqlalchemy import or_, select

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.queries.project_drafts import programme_draft, programme_keys
from donations_app.db.records import Record
from donations_app.db.tables import Programme
from donations_app.domain.errors import InputRefused, KeyReused
from donations_app.domain.projects import ProgrammeDraft, code_problems
from donations_app.services.books.recorded import Recorded

_FACTS = ("title_fr", "title_en", "title_ar", "starts_on", "ends_on")


def record_programme(books: Books, draft: ProgrammeDraft) -> Recorded:
    """Save a new programme. The same key or code again is the same programme.

    Raises:
        InputRefused: the draft has problems.
        KeyReused: the key or the code stands for another programme.
    """
    if problems := draft.problems():
        raise InputRefused(problems)
    with books.write() as write:
        known = or_(Programme.key == draft.key, Programme.code == draft.code)
        code = write.session.scalar(select(Programme.code).where(known))
        if code is not None:
            key, standing, _version = programme_draft(write.session, code)
            facts = ("code", *_FACTS)
            if any(getattr(standing, name) != getattr(draft, name) for name in facts):
                raise KeyReused("programme", draft.code)
            return Recorded(key, code, already=True)
        if problems := code_problems(draft.code, programme_keys(write.session)):
            raise InputRefused(problems)
        row = rows.Programme(
            id=write.ids(Programme)[0],
            office_id=write.office_id,
            key=draft.key,
            version=1,
            code=draft.code,
            title_fr=draft.title_fr,
            title_en=draft.title_en,
            title_ar=draft.title_ar,
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
        )
        write.add(Record("programme.recorded", f"programme:{draft.code}", {Programme: [row]}))
        return Recorded(row["id"], draft.code)


def change_programme(books: Books, code: str, draft: ProgrammeDraft, *, seen: int) -> None:
    """Replace the titles and the period of a programme; its code stays.

    Raises:
        InputRefused: the draft has problems.
        NotFound: there is no such programme.
        ChangedMeanwhile: somebody else changed it since.
    """
    if problems := draft.problems():
        raise InputRefused(problems)
    with books.write() as write:
        key, _standing, _version = programme_draft(write.session, code)
        values = {name: getattr(draft, name) for name in _FACTS}
        write.change(Programme, key, values, kind="programme.changed", name=f"programme:{code}", seen=seen)
