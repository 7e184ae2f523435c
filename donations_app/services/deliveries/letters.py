"""Letters of thanks: the one in force, one saved, one filled for a receipt, one looked at beforehand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Record, Write
from donations_app.db.queries.deliveries import Titles
from donations_app.db.queries.letters import saved_letter
from donations_app.db.queries.settings import OrganisationRow, SignatoryOnDay, organisation, signatory_on
from donations_app.db.tables import LetterTemplate
from donations_app.domain.deliveries import Deliverable
from donations_app.domain.errors import (
    ChangedMeanwhile,
    Incomplete,
    InputRefused,
    LetterTooLong,
    LetterUnprintable,
)
from donations_app.domain.letters import Letter, LetterDraft, filled
from donations_app.domain.money import Money
from donations_app.domain.typed import clean_text
from donations_app.formats.letters import shipped_letter
from donations_app.i18n import N_, figures, gettext_in
from receipts.letter import LetterContent, print_letter
from receipts.pages import Printed
from receipts.text import Unprintable

_GENERAL_FUND: Final = N_("all our work in the villages")
_LAST_OF: Final = N_("{others} and {last}")
_AND_MORE: Final = N_("{projects} and other projects")
_DATELINE: Final = N_("{city}, {day}")
_LONGEST: Final = 4_000  # characters of a fact
_LISTED: Final = 3  # projects named in a letter
_LANGUAGES: Final = ("fr", "en", "ar")  # in the order of ``Titles``
# an example with long names: what fits with it fits with nearly all
_EXAMPLE_DONOR: Final = (
    "Mohand Aït Ahmed et Marie-Christine Aït Ahmed",
    "12 rue de la République",
    "13001 Marseille",
)
_EXAMPLE_PROJECTS: Final[Sequence[Titles]] = (
    ("Eau potable à Imgoun", "Drinking water in Imgoun", "الماء الصالح للشرب في إمكون"),
    ("École de Tazlida", "School of Tazlida", "مدرسة تازليدا"),
)


class Sender:
    """The association as it signs letters on one day.

    Raises:
        Incomplete: nobody may sign on that day.
    """

    def __init__(self, session: Session, today: date) -> None:
        person = signatory_on(session, today)
        if person is None:
            raise Incomplete("signatory")
        self.facts: OrganisationRow = organisation(session, today)
        self.signatory: SignatoryOnDay = person
        self.today = today
        self._letters = {language: letter_in_force(session, language, today) for language in _LANGUAGES}

    def letter_to(self, receipt: Deliverable, projects: Sequence[Titles]) -> LetterContent:
        """Return the letter that goes with a receipt, in the donor's language; French where there is none."""
        letter = self._letters.get(receipt.language, self._letters["fr"])
        facts = self.hole_facts(
            letter.language,
            donor=receipt.addressee,
            amount=receipt.amount,
            year=receipt.year,
            number=receipt.number,
            projects=projects,
        )
        return self.content(letter, facts, (receipt.addressee, *receipt.address.printed()))

    def hole_facts(
        self, language: str, *, donor: str, amount: Money, year: int, number: str, projects: Sequence[Titles]
    ) -> dict[str, str]:
        """Return what fills the holes, each on one line."""
        texts = {"year": str(year), "number": number, "projects": named_projects(projects, language)}
        clean = {hole: clean_text(text, limit=_LONGEST) for hole, text in texts.items()}
        return {**self.signed_facts(donor), **clean, "amount": f"{figures(amount)}\u00a0€"}

    def signed_facts(self, donor: str) -> dict[str, str]:
        """Return who writes and to whom, as every letter says it."""
        title = f", {self.signatory.title}" if self.signatory.title else ""
        signatory = f"{self.signatory.name}{title}"
        texts = {"donor": donor, "organisation": self.facts.name, "signatory": signatory}
        return {hole: clean_text(text, limit=_LONGEST) for hole, text in texts.items()}

    def content(
        self, letter: LetterDraft | Letter, facts: Mapping[str, str], addressee: tuple[str, ...]
    ) -> LetterContent:
        """Return a letter with its holes filled, as it is printed."""
        us, language = self.facts, letter.language
        dateline = gettext_in(language, _DATELINE).format(city=us.city, day=f"{self.today:%d/%m/%Y}")
        return LetterContent(
            language=language,
            sender=(us.name, *us.address.splitlines(), f"{us.postcode} {us.city}".strip()),
            addressee=addressee,
            dateline=dateline,
            subject=filled(letter.subject, facts, language),
            body=filled(letter.body, facts, language),
            on=self.today,
        )


def named_projects(projects: Sequence[Titles], language: str) -> str:
    """Return projects as a letter names them: three at most, the general fund by what it is for."""
    position = _LANGUAGES.index(language)
    titles = [titles[position] or titles[0] or gettext_in(language, _GENERAL_FUND) for titles in projects]
    if not titles:
        return gettext_in(language, _GENERAL_FUND)
    comma = "، " if language == "ar" else ", "
    if len(titles) > _LISTED:
        return gettext_in(language, _AND_MORE).format(projects=comma.join(titles[:_LISTED]))
    if len(titles) == 1:
        return titles[0]
    return gettext_in(language, _LAST_OF).format(others=comma.join(titles[:-1]), last=titles[-1])


def letter_in_force(session: Session, language: str, on: date) -> Letter:
    """Return the letter saved last for the day ``on`` or before, or the one that ships."""
    return saved_letter(session, language, on) or shipped_letter(language)


def printed_letter(content: LetterContent) -> Printed:
    """Print a letter.

    Raises:
        LetterUnprintable, LetterTooLong: it cannot be printed.
    """
    try:
        return print_letter(content)
    except Unprintable as error:
        if error.characters:
            raise LetterUnprintable(content.language, error.characters) from error
        raise LetterTooLong(content.language, content.addressee[0]) from error


def save_template(books: Books, draft: LetterDraft, *, seen: Letter) -> Letter:
    """Save the letter of a language as it holds from ``today`` on; the ones before stay.

    Args:
        books: where to save.
        draft: the letter.
        seen: the one in force that the author had before his eyes.

    Raises:
        InputRefused: it has unknown holes, or no subject or text.
        LetterUnprintable, LetterTooLong: it does not fit on one page, or the fonts lack characters.
        ChangedMeanwhile: somebody else saved one since.
    """
    today = books.today
    if problems := draft.problems():
        raise InputRefused(problems)
    tidy = draft.tidied()
    with books.read() as session:
        printed_letter(_example(session, tidy, today))
    with books.write() as write:
        return _save(write, tidy, seen, today)


def _save(write: Write, draft: LetterDraft, seen: Letter, today: date) -> Letter:
    name = f"letter:{draft.language}"
    row_id = write.ids(LetterTemplate)[0]  # on a server others wait here
    standing = letter_in_force(write.session, draft.language, today)
    if (standing.version, standing.valid_from) != (seen.version, seen.valid_from):
        raise ChangedMeanwhile("letter", name)
    if standing.valid_from == today:
        where = (LetterTemplate.language == draft.language, LetterTemplate.valid_from == today)
        found = write.session.scalars(select(LetterTemplate.id).where(*where)).one()
        texts = {"subject": draft.subject, "body": draft.body}
        write.change(LetterTemplate, found, texts, kind="letter.saved", name=name, seen=standing.version)
        return Letter(draft.language, draft.subject, draft.body, standing.version + 1, today)
    row = rows.LetterTemplate(
        id=row_id,
        version=1,
        language=draft.language,
        valid_from=today,
        subject=draft.subject,
        body=draft.body,
    )
    write.add(Record("letter.saved", name, {LetterTemplate: [row]}))
    return Letter(draft.language, draft.subject, draft.body, 1, today)


def preview(books: Books, draft: LetterDraft) -> bytes:
    """Return what a letter would look like, with an example in its holes.

    Raises:
        InputRefused: it has unknown holes, or no subject or text.
        LetterUnprintable, LetterTooLong: it cannot be printed.
        Incomplete: nobody may sign on that day.
    """
    if problems := draft.problems():
        raise InputRefused(problems)
    with books.read() as session:
        content = _example(session, draft.tidied(), books.today)
    return printed_letter(content).content


def example_letter(session: Session, language: str, today: date) -> LetterContent:
    """Return the letter in force with an example in its holes.

    Raises:
        Incomplete: nobody may sign on that day.
    """
    letter = letter_in_force(session, language, today)
    return _example(session, LetterDraft(language, letter.subject, letter.body), today)


def _example(session: Session, draft: LetterDraft, today: date) -> LetterContent:
    sender = Sender(session, today)
    facts = sender.hole_facts(
        draft.language,
        donor=_EXAMPLE_DONOR[0],
        amount=Money(1_250_00),
        year=today.year - 1,
        number=f"{today.year - 1}-MRS-P-000042",
        projects=_EXAMPLE_PROJECTS,
    )
    return sender.content(draft, facts, _EXAMPLE_DONOR)
