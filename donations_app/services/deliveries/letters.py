"""Letters: the one in force, one saved, one filled for a receipt or for dues, one looked at beforehand."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db import rows
from donations_app.db.books import Books
from donations_app.db.journal import Write
from donations_app.db.queries.deliveries import Titles
from donations_app.db.queries.letters import saved_letter
from donations_app.db.queries.settings import (
    AccountRow,
    OrganisationRow,
    SignatoryOnDay,
    accounts,
    office_facts,
    offices,
    organisation,
    signatory_on,
)
from donations_app.db.records import Record
from donations_app.db.tables import LetterTemplate
from donations_app.domain.deliveries import Deliverable
from donations_app.domain.errors import (
    ChangedMeanwhile,
    Incomplete,
    InputRefused,
    LetterTooLong,
    LetterUnprintable,
)
from donations_app.domain.letters import Letter, LetterDraft, fact_in, filled, with_what_is_known
from donations_app.domain.money import Money
from donations_app.domain.translated import translated
from donations_app.domain.typed import clean_text
from donations_app.formats.letters import shipped_letter
from donations_app.i18n import N_, figures, gettext_in
from donations_app.services.books.contacts import sender_lines
from donations_app.words.names import LAST_OF
from receipts.letter import LetterContent, Slip, print_letter
from receipts.pages import Printed
from receipts.text import Unprintable

_GENERAL_FUND: Final = N_("all our work in the villages")
_AND_MORE: Final = N_("{projects} and other projects")
_DATELINE: Final = N_("{city}, {day}")
_SLIP: Final = N_("Slip to send with your payment")
_PAYEE: Final = N_("To the order of")
_MEMBER: Final = N_("Member")
_MEMBER_REF: Final = N_("Your reference")
_DUES_YEAR: Final = N_("Dues of")
_AMOUNT: Final = N_("Amount")
_AS_YOU_WISH: Final = N_("as you wish")
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


class DuesFacts(Struct, frozen=True):
    """What a letter about dues says of a member."""

    name: str
    ref: str
    years: tuple[int, ...]  # of which something is missing, the oldest first
    amount: Money  # nothing: a free amount
    last_on: date | None = None  # day of the letter before
    called: str = ""  # in the letter itself; empty: by the name


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
        known = office_facts(session, today)
        self._offices = {one.id: (one.name, known[one.id]) for one in offices(session) if one.id in known}
        self._letters = {language: letter_in_force(session, language, today) for language in _LANGUAGES}

    def letter_to(self, receipt: Deliverable, projects: Sequence[Titles]) -> LetterContent:
        """Return the letter that goes with a receipt, in the donor's language; French where there is none."""
        letter = self._letters.get(receipt.language, self._letters["fr"])
        facts = self.hole_facts(
            letter.language,
            donor=receipt.called or receipt.addressee,
            amount=receipt.amount,
            year=receipt.year,
            number=receipt.number,
            projects=projects,
        )
        to = (receipt.addressee, *receipt.address.printed())
        return self.content(letter, facts, to, office_id=receipt.office_id)

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
        self,
        letter: LetterDraft | Letter,
        facts: Mapping[str, str],
        addressee: tuple[str, ...],
        slip: Slip | None = None,
        *,
        office_id: int = 0,
    ) -> LetterContent:
        """Return a letter with its holes filled, as it is printed.

        Args:
            letter: its text.
            facts: what fills the holes.
            addressee: name, then address.
            slip: at its foot.
            office_id: key of the office whose letter it is; 0 for the association's.
        """
        us, language = self.facts, letter.language
        dateline = gettext_in(language, _DATELINE).format(city=us.city, day=f"{self.today:%d/%m/%Y}")
        return LetterContent(
            language=language,
            sender=sender_lines(us, language, self._offices.get(office_id)),
            addressee=addressee,
            dateline=dateline,
            subject=filled(letter.subject, facts, language),
            body=filled(letter.body, facts, language),
            on=self.today,
            slip=slip,
        )

    def dues_content(
        self,
        letter: LetterDraft | Letter,
        facts: DuesFacts,
        accounts: Sequence[AccountRow],
        address: tuple[str, ...],
        *,
        office_id: int = 0,
    ) -> LetterContent:
        """Return a letter about dues with its payment slip; ``office_id`` as in ``content``."""
        language = letter.language
        years = listed([str(year) for year in facts.years], language)
        holes = {**self.signed_facts(facts.called or facts.name), "years": years, "ref": facts.ref}
        if facts.amount:
            holes["amount"] = f"{figures(facts.amount)}\u00a0€"
        else:
            holes["free"] = ""
        if facts.last_on:
            holes["last_on"] = f"{facts.last_on:%d/%m/%Y}"
        body = with_what_is_known(letter.body, holes)
        known = LetterDraft(language, letter.subject, body, letter.occasion)
        slip = self._slip(facts, years, accounts, language)
        return self.content(known, holes, (facts.name, *address), slip, office_id=office_id)

    def _slip(self, facts: DuesFacts, years: str, accounts: Sequence[AccountRow], language: str) -> Slip:
        amount = f"{figures(facts.amount)}\u00a0€" if facts.amount else gettext_in(language, _AS_YOU_WISH)
        rows_ = [
            (_PAYEE, self.facts.name),
            (_MEMBER, facts.name),
            (_MEMBER_REF, facts.ref),
            (_DUES_YEAR, years),
            (_AMOUNT, amount),
        ]
        if accounts:
            rows_ += [("IBAN", _in_fours(accounts[0].iban)), ("BIC", accounts[0].bic)]
        told = [(gettext_in(language, label), fact_in(value, language)) for label, value in rows_ if value]
        return Slip(gettext_in(language, _SLIP), tuple(told))


def _in_fours(iban: str) -> str:
    """Return an IBAN as it is printed, in groups of four."""
    plain = iban.replace(" ", "")
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def named_projects(projects: Sequence[Titles], language: str) -> str:
    """Return projects as a letter names them: three at most, the general fund by what it is for."""
    titles = [translated(language, *some) or gettext_in(language, _GENERAL_FUND) for some in projects]
    if not titles:
        return gettext_in(language, _GENERAL_FUND)
    comma = "، " if language == "ar" else ", "
    if len(titles) > _LISTED:
        return gettext_in(language, _AND_MORE).format(projects=comma.join(titles[:_LISTED]))
    return listed(titles, language)


def listed(texts: Sequence[str], language: str) -> str:
    """Return texts with commas, the last with an "and"."""
    if len(texts) == 1:
        return texts[0]
    others = gettext_in(language, ", ").join(texts[:-1])
    return gettext_in(language, LAST_OF).format(others=others, last=texts[-1])


def letter_in_force(session: Session, language: str, on: date, occasion: str = "") -> Letter:
    """Return the letter of an occasion saved last for the day ``on`` or before, or the one that ships."""
    return saved_letter(session, language, on, occasion) or shipped_letter(language, occasion)


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
    name = ":".join(filter(None, ("letter", draft.occasion, draft.language)))
    row_id = write.ids(LetterTemplate)[0]  # on a server others wait here
    standing = letter_in_force(write.session, draft.language, today, draft.occasion)
    if (standing.version, standing.valid_from) != (seen.version, seen.valid_from):
        raise ChangedMeanwhile("letter", name)
    version = 1
    if standing.valid_from == today:
        where = (
            LetterTemplate.occasion == draft.occasion,
            LetterTemplate.language == draft.language,
            LetterTemplate.valid_from == today,
        )
        found = write.session.scalars(select(LetterTemplate.id).where(*where)).one()
        texts = {"subject": draft.subject, "body": draft.body}
        write.change(LetterTemplate, found, texts, kind="letter.saved", name=name, seen=standing.version)
        version = standing.version + 1
    else:
        row = rows.LetterTemplate(
            id=row_id,
            version=version,
            occasion=draft.occasion,
            language=draft.language,
            valid_from=today,
            subject=draft.subject,
            body=draft.body,
        )
        write.add(Record("letter.saved", name, {LetterTemplate: [row]}))
    return Letter(draft.language, draft.subject, draft.body, version, today, draft.occasion)


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
    return _example(session, letter_in_force(session, language, today).draft, today)


def _example(session: Session, draft: LetterDraft, today: date) -> LetterContent:
    sender = Sender(session, today)
    if draft.occasion:
        example = DuesFacts(
            _EXAMPLE_DONOR[0], "P-MRS-000042", (today.year - 1, today.year), Money(60_00), today
        )
        return sender.dues_content(draft, example, accounts(session), _EXAMPLE_DONOR[1:])
    facts = sender.hole_facts(
        draft.language,
        donor=_EXAMPLE_DONOR[0],
        amount=Money(1_250_00),
        year=today.year - 1,
        number=f"{today.year - 1}-MRS-P-000042",
        projects=_EXAMPLE_PROJECTS,
    )
    return sender.content(draft, facts, _EXAMPLE_DONOR)
