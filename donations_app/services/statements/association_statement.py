"""The statement of an association: what it carries, brought, still lacks, and what is promised; on one page.

It goes to villages and is passed on, so it names no donor: gifts are told by their kind, with how many gave where
at least three did, for of two each would know the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from donations_app.db.books import Books
from donations_app.db.queries.held_parts import HeldPart, held_parts
from donations_app.db.queries.names import name_columns
from donations_app.db.queries.references import find
from donations_app.db.queries.share_pieces import private_pieces
from donations_app.db.tables import Party
from donations_app.domain.addresses import one_line
from donations_app.domain.counting import at_rate, summed_at_rates
from donations_app.domain.errors import NotFound
from donations_app.domain.money import Money
from donations_app.domain.parties import display_name
from donations_app.formats.reference import name_of_place
from donations_app.formats.writing import placed
from donations_app.i18n import N_
from donations_app.services.books.contacts import contact_line
from donations_app.services.statements.statement_money import StatementMoney
from donations_app.words.documents import Words
from receipts.board import is_arabic
from receipts.share_statement import (
    Figure,
    PartLine,
    StatementContent,
    Tone,
    Two,
    print_statement,
)

LANGUAGES: Final = ("fr", "ar", "both")
_NAMED: Final = (
    Party.id, Party.ref, *name_columns(), Party.other_script, Party.municipality, Party.province, Party.city,
)  # fmt: skip
_PROJECTS, _OUTLOOK = 8, 4  # lines of each list; what is beyond them is summed in one


def write_association_statement(
    books: Books, association: str, path: Path, *, language: str, on: date, force: bool = False
) -> None:
    """Write the statement to a file; arguments and errors as ``association_statement``.

    Raises:
        FileExists, FileUnwritable: the file cannot be written there.
    """
    with placed(path, force=force) as file:
        file.write(association_statement(books, association, language=language, on=on))


def association_statement(books: Books, association: str, *, language: str, on: date) -> bytes:
    """Return the statement as a PDF of one page; the same books, day and language give the same bytes.

    Args:
        books: where to read; one consistent view.
        association: reference.
        language: ``fr``, ``ar``, or ``both`` side by side.
        on: as everything stood on this day.

    Raises:
        NotFound: there is no such association.
        Incomplete: the books have no organisation.
    """
    with books.read() as session:
        content = statement_content(session, association, language=language, on=on)
    return print_statement(content).content


def statement_content(session: Session, association: str, *, language: str, on: date) -> StatementContent:
    """Return all that the statement says, in a view that others opened."""
    key = find(session, Party, association)
    party = session.execute(select(*_NAMED).where(Party.id == (key or 0))).first()
    if party is None or party.kind != "association":
        raise NotFound("party", association)
    held = held_parts(session, party, today=on, on=on)
    pieces = private_pieces(session, [one.key for one in held], on)
    return _Statement(session, party, held, pieces, language, on).content()


class _Statement(StatementMoney):
    """Says the figures in the languages of the page."""

    def content(self) -> StatementContent:
        """Return all of it."""
        facts = self.organisation
        lacking = Money.total(one.share.missing for one in self.held)
        brought = Money.total(one.share.private for one in self.held)
        promised = self.promised()
        coming = Money.total(amount for _label, _day, amount in promised)
        heads = [(code, n, head) for code, n, head in self.heads if n]
        shown = 16 if len(heads) < 2 else 8
        told = [f"Journal {code} n° {n}, {_groups(head[:shown])}" for code, n, head in heads]
        return StatementContent(
            organisation=facts.name,
            address=one_line((facts.address, f"{facts.postcode} {facts.city}".strip())),
            contacts=contact_line(facts),
            title=self.two(N_("Statement")),
            number=f"{self.party.ref} · {self.on:%d/%m/%Y}",
            name=self._name(),
            where=self._where(),
            as_on=self._as_on(),
            rule=self._rule(),
            figures=(
                self._figure(
                    N_("Missing in all"), lacking, self._missing_dirhams(), "bad" if lacking else "good"
                ),
                self._figure(N_("Brought to date"), brought, self._private_dirhams()),
                self._figure(N_("Promised, expected"), coming, self._dirhams(coming)),
            ),
            projects_heading=self.two(N_("Its projects")),
            columns=self._columns(),
            threshold=self._threshold(),
            projects=tuple(self._parts()),
            total=self._total(lacking, brought),
            came_heading=self.two(N_("What it brought in {year}"), year=str(self.on.year)),
            came=tuple(self.came(brought)),
            waiting=tuple(self.waiting()),
            promised_heading=self.two(N_("What is promised")),
            promised=tuple(self.promised_lines(promised, coming)),
            outlook=tuple(self._outlook()),
            signatures=self._signatures(),
            foot=(" ; ".join(told), self._foot(), "Page 1 / 1" if self.left else "1 / 1"),
            on=self.on,
            language=self.words.locale,
        )

    def _columns(self) -> tuple[Two, Two, Two, Two]:
        project, part = self.two(N_("Project")), self.two(N_("Its part, €"))
        return project, part, self.two(N_("Private, €")), self.two(N_("Missing, €"))

    def _foot(self) -> str:
        return self.words(N_("No donor is named on this page"))

    def _name(self) -> Two:
        other = self.party.other_script
        name = display_name(self.party)
        return self.of(name, other if is_arabic(other) else name)

    def _where(self) -> Two:
        party = self.party

        def said(words: Words | None) -> str:
            if words is None:
                return ""
            place = name_of_place("municipality", party.municipality, words.language)
            province = name_of_place("province", party.province, words.language)
            if not province:
                return place or party.city
            told = words(N_("province of {province}"), province=province)
            return words.listed((place, told))

        return said(self.left), said(self.right)

    def _as_on(self) -> Two:
        rates = sorted({one.rate for one in self.held if one.rate})
        told = " ; ".join(f"1\u00a0€ = {Words('fr').rate(rate)}" for rate in rates)
        days = tuple(words.long_day(self.on) if words else "" for words in (self.left, self.right))
        day: Two = (days[0], days[1])
        if not rates:
            return self.two(N_("On {day}"), day=day)
        return self.two(N_("On {day}, {rate}"), day=day, rate=f"{told}\u00a0MAD")

    def _rule(self) -> Two:
        found = sorted({one.rule.minimum for one in self.held})
        if not found:
            return self.two(N_("It carries no project."))
        percents = [self.words.limit_percent(one).strip("\u2066\u2069") for one in found]
        if len(found) == 1:
            return self.two(
                N_(
                    "To receive public money, each association pays at least {percent} of its part of the project "
                    "with private money: villagers, migrants, donors."
                ),
                percent=percents[0],
            )
        return self.two(
            N_(
                "To receive public money, each association pays at least {lowest} to {highest} of its part with "
                "private money, as each project's funder asks: villagers, migrants, donors."
            ),
            lowest=percents[0],
            highest=percents[-1],
        )

    def _figure(self, label: str, euros: Money, dirhams: int | None, tone: Tone = "") -> Figure:
        told = "" if dirhams is None else Words("fr").minor(dirhams, "MAD")
        return Figure(self.two(label), Words("fr").money(euros), told, tone)

    def _dirhams(self, euros: Money) -> int | None:
        return None if self.rate is None else at_rate(euros.cents, self.rate)

    def _missing_dirhams(self) -> int | None:
        """Return what is missing in dirhams: as the rule found it where it is in dirhams, else at the rate."""
        return self._summed((one.share.missing_dirhams, one.share.missing, one.rate) for one in self.held)

    def _private_dirhams(self) -> int | None:
        return self._summed((one.private_dirhams, one.share.private, one.rate) for one in self.held)

    def _summed(self, amounts: Iterable[tuple[int | None, Money, Fraction | None]]) -> int | None:
        return None if self.rate is None else summed_at_rates(amounts, self.rate)

    def _threshold(self) -> str:
        found = {one.rule.minimum for one in self.held}
        return Words("fr").limit_percent(found.pop()) if len(found) == 1 else ""

    def _parts(self) -> Iterator[PartLine]:
        shown = self.held if len(self.held) <= _PROJECTS else self.held[: _PROJECTS - 1]
        for one in shown:
            share, fr = one.share, Words("fr")
            unknown = share.reached is None and not share.cost
            yield PartLine(
                self._titled(one),
                self._unknown() if unknown else fr.figures(share.cost),
                fr.figures(share.private),
                "" if unknown else fr.percent(share.basis_points),
                self._unknown() if unknown else fr.figures(share.missing),
                None if unknown else share.basis_points,
                one.rule.minimum,
                share.reached,
            )
        rest = self.held[len(shown) :]
        if rest:
            yield self._summed_line(N_("{count} other projects"), rest, str(len(rest)))

    def _summed_line(self, label: str, some: Sequence[HeldPart], number: str) -> PartLine:
        fr = Words("fr")
        sums = [
            Money.total(getattr(one.share, name) for one in some) for name in ("cost", "private", "missing")
        ]
        part, private, missing = map(fr.figures, sums)
        return PartLine(self.two(label, count=number), part, private, "", missing, None, 0, not sums[2])

    def _unknown(self) -> str:
        return self.words(N_("unknown"))

    def _titled(self, one: HeldPart) -> Two:
        titles = self.of(one.titles[0], one.titles[2] or one.titles[0])
        if one.state == "done" and one.ends_on and one.ends_on <= self.on:
            return self.two(N_("{title}, ended in {year}"), title=titles, year=str(one.ends_on.year))
        return titles

    def _total(self, lacking: Money, brought: Money) -> PartLine | None:
        if len(self.held) < 2:
            return None
        fr = Words("fr")
        cost = fr.figures(Money.total(one.share.cost for one in self.held))
        return PartLine(
            self.two(N_("In all")), cost, fr.figures(brought), "", fr.figures(lacking), None, 0, not lacking
        )

    def _outlook(self) -> Iterator[tuple[Two, Tone]]:
        lacking = [one for one in self.held if one.share.missing]
        if self.held and not lacking and all(one.share.reached for one in self.held):
            yield self.two(N_("All that is asked of it has been brought.")), "good"
        for one in lacking[:_OUTLOOK]:
            title = self._short(one)
            if one.share.reached_on:
                day = f"{one.share.reached_on:%d/%m/%Y}"
                told = self.two(
                    N_("{title}: reached on {day}, if what is expected comes."), title=title, day=day
                )
                yield told, "good"
                continue
            left = Words("fr").money(one.still_missing)
            yield self.two(N_("{title}: {amount} will still be missing."), title=title, amount=left), ""

    def _short(self, one: HeldPart) -> Two:
        titles = self.of(one.titles[0], one.titles[2] or one.titles[0])
        return self.of(one.shorts[0] or titles[0], one.shorts[2] or titles[1])

    def _signatures(self) -> tuple[tuple[Two, str], tuple[Two, str]]:
        who = self.signatory
        ours = self.two(N_("For {organisation}"), organisation=self.organisation.name)
        seen = self.two(N_("Seen, for {association}"), association=self._name())
        return (ours, f"{who.name}, {who.title}" if who else ""), (seen, "")


def _groups(head: str) -> str:
    """Return the beginning of a digest as one compares it by eye."""
    return " ".join(head[at : at + 4] for at in range(0, len(head), 4))
