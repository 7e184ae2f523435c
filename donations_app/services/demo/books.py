"""Example books: two years of an invented association, the same for the same seed and day."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from donations_app.db.books import Books
from donations_app.db.salts import drawn_by
from donations_app.db.tables import Party, PartyWord
from donations_app.domain.errors import InputRefused, Problem
from donations_app.domain.keys import LARGEST_ORIGIN
from donations_app.domain.mileage import scale_of
from donations_app.domain.money import Money
from donations_app.domain.offices import OfficeFacts
from donations_app.domain.payments import AllocationDraft, LineDraft, PaymentDraft
from donations_app.domain.projects import ProjectDraft
from donations_app.domain.recurring import RecurringGift
from donations_app.domain.settings import (
    AccountDraft,
    OfficeDraft,
    OrganisationDraft,
    SettingsDraft,
    SignatoryDraft,
)
from donations_app.domain.settings_gaps import EXAMPLE_SIREN
from donations_app.formats.legal import mileage_scales
from donations_app.services.books.directory import whole_directory
from donations_app.services.demo.funding import add_funding
from donations_app.services.demo.slips import add_slips, banked_on
from donations_app.services.demo.stories import (
    associations,
    companies,
    funders,
    key,
    person,
    projects,
    sponsorships,
    waived_claims,
)
from donations_app.services.demo.works import add_programme, live
from donations_app.services.expenses.claims import record_claim
from donations_app.services.payments.batches import open_batch
from donations_app.services.payments.gift_mandates import GiftMandates
from donations_app.services.payments.records import payment_records
from donations_app.services.payments.recurring import recurring_record
from donations_app.services.people.memberships import join, set_fee
from donations_app.services.people.parties import party_record, word_rows
from donations_app.services.projects.recording import project_record
from donations_app.services.receipts.issue import Choice, issue_receipts

Progress = Callable[[int, int], None]
SIZES: Final = {"small": (320, 2_400), "large": (200_000, 1_000_000)}  # people, payments
_FIRST_DAY, _LAST_DAY = date(2016, 1, 1), date(2095, 12, 31)
_CHUNK: Final = 20_000
_BANKS: Final = ("La Banque Postale", "Crédit Mutuel", "BNP Paribas", "Société Générale", "Caisse d'Épargne")
_OFFICES: Final = ("MRS", "MRS", "MRS", "LYO", "PAR")
_HEAD: Final = "MRS"
# accounts of donors whose gifts are debited: their numbers are right, and nobody's
_DEBITED: Final = (
    "FR3330002005500000157841Z25", "FR1420041010050500013M02606", "FR7610278060000001234560112",
    "FR7630004008120000987654387",
)  # fmt: skip
# telephone numbers that are given to nobody (Arcep's plan of numbers, decision 2018-0881)
_PLACES: Final[dict[str, tuple[str, OfficeFacts]]] = {
    "MRS": ("Marseille", OfficeFacts(phone="04 65 71 00 10", email="marseille@example.org")),
    "LYO": ("Lyon", OfficeFacts(
        address="12 rue de l'Exemple", postcode="69007", city="Lyon",
        phone="04 65 71 00 20", email="lyon@example.org",
    )),
    "PAR": ("Paris", OfficeFacts(
        address="8 passage de l'Exemple", postcode="75018", city="Paris",
        phone="01 99 00 00 30", email="paris@example.org",
    )),
}  # fmt: skip


def example_settings() -> SettingsDraft:
    """Return settings that let one try the program: what is printed says that it is an example."""
    return SettingsDraft(
        OrganisationDraft(
            name="Association d'exemple", siren=EXAMPLE_SIREN, address="1 place du Village",
            postcode="13016", city="Marseille",
            phone="04 65 71 00 10", email="contact@example.org", website="https://example.org",
            object="Développement rural solidaire entre les migrants et leurs villages (exemple à remplacer)",
        ),
        tuple(OfficeDraft(code, name, code == _HEAD, facts) for code, (name, facts) in _PLACES.items()),
        (SignatoryDraft("Zohra Exemple", "Trésorière", date(2015, 1, 1)),),
        (AccountDraft("Compte courant", "FR7630006000011234567890189", creditor_id="FR72ZZZ123456"),),
    )  # fmt: skip


def placeholder_settings() -> SettingsDraft:
    """Return settings to be replaced; nobody may sign yet, so no receipt is issued in an example's name."""
    example = example_settings()
    nobody = replace(example.organisation, phone="", email="", website="")
    offices = tuple(replace(office, facts=None) for office in example.offices)
    return replace(example, organisation=nobody, offices=offices, signatories=(), accounts=())


def story_origin(seed: int) -> int:
    """Return the number of the first origin of example books: one of its own for each seed."""
    return Random(seed).randint(1, LARGEST_ORIGIN // 2)  # noqa: S311 -- a story, not a secret


def story_clock(today: date) -> Callable[[], datetime]:
    """Return a clock that goes on by a thousandth of a second at each look, from the night of that day.

    So books that are made in the morning hold nothing that is still to come.
    """
    ticks = itertools.count()
    start = datetime.combine(today, time(), UTC)  # one or two o'clock in France
    return lambda: start + timedelta(milliseconds=next(ticks))


def fill(books: Books, *, size: str, seed: int, progress: Progress | None = None) -> dict[str, int]:
    """Fill new books with examples.

    Args:
        books: made with ``example_settings`` or with three offices MRS, LYO and PAR; their day is the last one.
        size: a key of ``SIZES``.
        seed: the same seed and day make the same books.
        progress: told how many payments of how many are made.

    Returns:
        How many people, projects and payments were made.

    Raises:
        InputRefused: somebody of the story could not yet, or no more, do what it tells on that day.
    """
    today = books.today
    if not _FIRST_DAY <= today <= _LAST_DAY:
        raise InputRefused([Problem("on", "demo_day_beyond", today.isoformat())])
    drawn = Random(f"{seed} drawn")  # noqa: S311 -- a story, not a secret
    with drawn_by(lambda count: drawn.randbytes(count).hex()):
        return _filled(books, size, Random(seed), progress)  # noqa: S311 -- a story, not a secret


def _filled(books: Books, size: str, rng: Random, progress: Progress | None) -> dict[str, int]:
    people, payments = SIZES[size]
    today = books.today
    story = _Story(rng, today, people, min(0.25, 500 / payments), [])
    refs, parties = _add_parties(books, story)
    _add_projects(books, story, refs)
    made = 0
    batch: list[PaymentDraft] = []
    for draft in story.payments(payments):
        batch.append(draft)
        made += 1
        if len(batch) == _CHUNK:
            _add_payments(books, batch, story)
            batch = []
        if progress and made % 1000 == 0:
            progress(made, payments)
    _add_payments(books, batch, story)
    _add_members(books, story)
    _add_claims(books, story)
    add_slips(books, rng, today)
    parties += add_funding(books, rng, story.projects)
    if size == "small":
        _issue_some(books, story)
    if progress:
        progress(made, made)
    return {"people": parties, "projects": len(story.projects), "payments": made}


class _Story(Struct):
    rng: Random
    today: date
    people: int
    wish: float  # how often a donor names a project
    projects: list[ProjectDraft]

    def payments(self, count: int) -> Iterator[PaymentDraft]:
        """Yield ``count`` payments: of associations, funders and companies, then people's gifts and dues."""
        made = 0
        for draft in [*self._carried(), *self._public(), *self._sponsored()]:
            made += 1
            yield draft
        while made < count:
            made += 1
            yield self._gift(made, made / count)

    def _draft(
        self, n: str, payer: str, method: str, line: LineDraft, day: date, office: str = ""
    ) -> PaymentDraft:
        rng, credited = self.rng, method in ("transfer", "direct_debit", "card", "online")
        cheque = method == "cheque"
        return PaymentDraft(
            key=key(rng),
            ref=n,
            office=office or rng.choice(_OFFICES),
            payer=payer,
            method=method,
            lines=(line,),
            received_on=None if credited and rng.random() < 0.9 else day,
            credited_on=min(day + timedelta(days=rng.randint(0, 3)), self.today)
            if credited
            else banked_on(method, day, self.today),
            cheque_number=f"{rng.randint(1, 9_999_999):07}" if cheque else "",
            cheque_date=day - timedelta(days=rng.randint(0, 8)) if cheque else None,
            bank=rng.choice(_BANKS) if cheque else "",
        )

    def _day(self, reached: float | None = None) -> date:
        """Return a day of the last two years; ``reached`` is how far the story has gone, from 0 to 1."""
        first = date(self.today.year - 1, 1, 1)
        span = (self.today - first).days
        return first + timedelta(days=int(span * (self.rng.random() if reached is None else reached)))

    def _carried(self) -> Iterator[PaymentDraft]:
        """Yield what the carrying associations bring: from next to nothing to well above the share."""
        for n, project in enumerate(self.projects):
            goal = project.cost.cents * (2, 6, 9, 11, 13, 15, 18, 22)[n % 8] // 100
            for part, partner in enumerate(project.partners):
                share = Money(max(100_00, goal // len(project.partners) // 100 * 100))
                allocation = AllocationDraft(
                    amount=share, project=project.code, association=partner.association
                )
                line = LineDraft(
                    kind="participation", amount=share, allocations=(allocation,), earmarked_by_donor=True
                )
                yield self._draft(f"EX-A-{n:03}-{part}", partner.association, "transfer", line, self._day())

    def _public(self) -> Iterator[PaymentDraft]:
        for n, project in enumerate(self.projects[::3]):
            amount = Money(project.cost.cents * 4 // 10)
            allocation = AllocationDraft(amount=amount, project=project.code)
            line = LineDraft(kind="subsidy", amount=amount, allocations=(allocation,))
            yield self._draft(
                f"EX-P-{n:03}", "BP01" if n % 2 else "BP02", "transfer", line, self._day(), "MRS"
            )

    def _sponsored(self) -> Iterator[PaymentDraft]:
        for n, (ref, method, day, line) in enumerate(sponsorships(self.today.year - 1), 1):
            yield self._draft(f"EX-E-{n:03}", ref, method, line, day, "MRS")

    def _gift(self, n: int, reached: float) -> PaymentDraft:
        rng, day = self.rng, self._day(reached)
        payer = f"D{rng.randint(1, self.people):06}" if rng.random() > 0.02 else ""
        method = rng.choices(
            ("cheque", "transfer", "direct_debit", "cash", "card", "online"), (34, 20, 22, 12, 6, 6)
        )[0]
        if rng.random() < 0.25 and payer:
            line = LineDraft(kind="dues", amount=Money(30_00), dues_year=day.year)
        else:
            line = self._donation(
                Money(rng.choice((10, 15, 20, 25, 30, 50, 50, 80, 100, 100, 150, 200, 500)) * 100)
            )
        draft = self._draft(f"EX-{n:07}", payer, method, line, day)
        if method == "transfer" and rng.random() < 0.02:
            return _without_credit(draft, day)
        if method == "direct_debit" and rng.random() < 0.03:
            returned = min((draft.credited_on or day) + timedelta(days=6), self.today)
            return _returned(draft, returned)
        return draft

    def _donation(self, amount: Money) -> LineDraft:
        rng = self.rng
        if rng.random() > self.wish:
            return LineDraft(kind="donation", amount=amount)
        project = rng.choice(self.projects)
        association = rng.choice(project.partners).association if rng.random() < 0.7 else ""
        part = AllocationDraft(amount=amount, project=project.code, association=association)
        return LineDraft(
            kind="donation", amount=amount, allocations=(part,), earmarked_by_donor=rng.random() < 0.5
        )


def _without_credit(draft: PaymentDraft, day: date) -> PaymentDraft:
    return replace(draft, received_on=day, credited_on=None)


def _returned(draft: PaymentDraft, on: date) -> PaymentDraft:
    return replace(draft, returned_on=on, return_code="AM04")


def _add_parties(books: Books, story: _Story) -> tuple[list[str], int]:
    """Add everybody; return the references of the carrying associations, and how many all are."""
    rng = story.rng
    carriers = list(associations(rng))
    drafts = [*carriers, *funders(rng), *companies(rng)]
    drafts += [person(rng, n) for n in range(1, story.people + 1)]
    for start in range(0, len(drafts), _CHUNK):
        with books.write() as write:
            made = [party_record(write, draft)[0] for draft in drafts[start : start + _CHUNK]]
            write.add(*made)
            rows = (row for record in made for row in record.rows[Party])
            write.insert_derived(
                PartyWord, [word for row in rows for word in word_rows(row["id"], row["search"])]
            )
    return [draft.ref for draft in carriers], len(drafts)


def _add_projects(books: Books, story: _Story, refs: list[str]) -> None:
    story.projects.extend(projects(story.rng, refs, story.today))
    add_programme(books, story.projects[0])
    with books.write() as write:
        directory = whole_directory(write.session)
        write.add(*(project_record(write, draft, directory) for draft in story.projects))
        gifts = [_promise(story, n, project) for n, project in enumerate(story.projects[:8])]
        directory = whole_directory(write.session)
        mandates = GiftMandates(write, (directory.parties[gift.payer].id for gift in gifts))
        write.add(*(recurring_record(write, gift, directory, mandates) for gift in gifts))
    live(books, story.projects, refs)


def _promise(story: _Story, n: int, project: ProjectDraft) -> RecurringGift:
    is_debited = n % 2 == 1
    debited: dict[str, Any] = {
        "method": "direct_debit",
        "iban": _DEBITED[n // 2 % len(_DEBITED)],
        "mandate_reference": f"EXEMPLE-{n:03}",
        "mandate_signed_on": story.today - timedelta(days=20),
    }
    return RecurringGift(
        **(debited if is_debited else {}),
        key=key(story.rng),
        ref=f"EX-R-{n:03}",
        payer=f"D{n + 1:06}",
        amount=Money((10 + 5 * n) * 100),
        frequency="monthly",
        first_on=story.today - timedelta(days=0 if n % 4 else 75),  # of two, some instalments did not come
        day=5,
        project=project.code,
        association=project.partners[0].association,
        office="MRS",
    )


def _add_payments(books: Books, drafts: list[PaymentDraft], story: _Story) -> None:
    if not drafts:
        return
    with books.write() as write:
        directory = whole_directory(write.session)
        write.add(*payment_records(write, drafts, directory, today=story.today))


def _add_members(books: Books, story: _Story) -> None:
    rng, first = story.rng, story.today.year - 1
    set_fee(books, "ADH", name="Adhésion", from_year=first, fee=Money(30_00))
    chosen = [(key(rng), f"D{n:06}", date(first, 1, 1)) for n in range(1, min(story.people, 200), 2)]
    join(books, chosen, kind="ADH")
    open_batch(
        books,
        key(rng),
        name=f"Fête de l'association {story.today.year}",
        method="cheque",
        count=12,
        amount=Money(640_00),
    )


def _add_claims(books: Books, story: _Story) -> None:
    """Record the claims for whose years a scale is known."""
    for draft in waived_claims(story.rng, story.projects[0].code, story.today):
        if all(scale_of(mileage_scales(), trip.driven_on.year) for trip in draft.trips):
            record_claim(books.acting(office=draft.office), draft)


def _issue_some(books: Books, story: _Story) -> None:
    """Issue the receipts of three people in five and of a company for the last full year; the others wait."""
    payers = {f"D{n:06}" for n in range(1, story.people + 1) if n % 5 < 3} | {"EN01"}
    issue_receipts(books, story.today.year - 1, Choice(payers=payers))
