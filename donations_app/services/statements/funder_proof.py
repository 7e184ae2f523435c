"""The proof file of a project for a funder, as a page to print or as a workbook, and the key of its codes.

It is made again byte by byte on a later day: what it says is read as on its day, its heads are those of that day,
and no clock is asked. What is expected is left out, because what was agreed since would change it.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from donations_app.db.books import Books
from donations_app.db.queries.proofs import ALONE, ProofFacts, proof_facts
from donations_app.domain.addresses import one_line
from donations_app.domain.funding import WHOLE, FundingRule
from donations_app.domain.money import Money
from donations_app.domain.share_reasons import why
from donations_app.formats.writing import Cell as Value
from donations_app.formats.writing import SheetOfBook, placed, write_csv, write_sheets
from donations_app.i18n import N_, NN_
from donations_app.services.statements.proof_cells import PERSONS, ProofCells
from donations_app.services.statements.proof_tables import proof_tables
from donations_app.words.documents import Words
from donations_app.words.funding import MONEY_KINDS, ONLY_COUNTED, asked, how_counted
from donations_app.words.shares import REASONS
from receipts.proof import ProofContent, print_proof
from receipts.tables import Cell, Table

FORMS: Final = ("pdf", "xlsx")
LANGUAGES: Final = ("fr", "ar", "en")
Donors = Literal["named", "coded"]
DONORS: Final[tuple[Donors, ...]] = ("coded", "named")
_NAMED = 4  # associations named in the verdict; of the others their number
_OTHERS: Final = NN_("{count} other", "{count} others")


class Proof(Struct, frozen=True):
    """A proof file that was made."""

    content: bytes
    number: str
    reached: bool | None
    missing: int  # minor units of the currency of the rule
    currency: str
    private: Money  # line f
    pieces: int
    key: tuple[tuple[str, str, str], ...]  # code, reference and name of each donor that is not named

    @property
    def sha256(self) -> str:
        """Digest of the file."""
        return sha256(self.content).hexdigest()


def key_path(path: Path) -> Path:
    """Return where the key of the codes of a proof file is written: beside it."""
    return path.with_name(f"{path.stem}-cle.csv")


def write_funder_proof(
    books: Books,
    project: str,
    funder: str,
    path: Path,
    *,
    on: date,
    donors: Donors = "coded",
    language: str = "fr",
    force: bool = False,
) -> Proof:
    """Write the proof file by its ending, and the key of its codes beside it; arguments as ``funder_proof``.

    Raises:
        FileExists, FileUnwritable: a file cannot be written there.
    """
    form = path.suffix[1:].lower()
    made = funder_proof(books, project, funder, form=form, on=on, donors=donors, language=language)
    with placed(path, force=force) as file:
        file.write(made.content)
        if made.key:
            with placed(key_path(path), force=force) as key:
                write_csv(key, _key_headings(made, language), made.key)
    return made


def _key_headings(made: Proof, language: str) -> list[str]:
    words = Words(language)
    code = words(N_("Code in {number}, SHA-256 {digest}"), number=made.number, digest=made.sha256)
    return [code, words(N_("Reference")), words(N_("Name"))]


def funder_proof(
    books: Books,
    project: str,
    funder: str,
    *,
    form: str,
    on: date,
    donors: Donors = "coded",
    language: str = "fr",
) -> Proof:
    """Return the proof file; the same books, day, language and form give the same bytes.

    Args:
        books: where to read; one consistent view.
        project: code.
        funder: reference of who asks; of several of its rules the strictest.
        form: ``pdf`` or ``xlsx``.
        on: as everything stood on this day.
        donors: persons named, or by codes whose key stays with the treasurer.
        language: ``fr``, ``ar`` or ``en``.

    Raises:
        NotFound: there is no such project or funder.
        InputRefused: the funder asks nothing of the project on that day.
        Incomplete: the books have no organisation.
        ValueError: the form is none of ``FORMS``.
    """
    if form not in FORMS:
        raise ValueError(form)
    with books.read() as session:
        facts = proof_facts(session, project, funder, on=on)
    codes = _codes(facts) if donors == "coded" else None
    content = _Content(facts, Words(language), codes).content()
    made = print_proof(content).content if form == "pdf" else _workbook(content)
    return Proof(
        made, content.number, facts.verdict.reached, facts.verdict.missing, facts.verdict.currency, facts.total,
        sum(len(facts.counted(place)) for place in facts.places), tuple(_key(facts, codes or {})),
    )  # fmt: skip


def _codes(facts: ProofFacts) -> dict[int, str]:
    """Return a code for each person who gave, in the order of their first pieces."""
    found: dict[int, str] = {}
    for _how, one in facts.pieces:
        if one.payer and one.payer_kind in PERSONS and one.payer not in found:
            found[one.payer] = f"D{len(found) + 1:03}"
    return found


def _key(facts: ProofFacts, codes: dict[int, str]) -> Iterator[tuple[str, str, str]]:
    names = {one.payer: (one.payer_ref, one.payer_name) for _how, one in facts.pieces}
    for payer, code in codes.items():
        yield code, *names[payer]


class _Content:
    """Says the facts in the language of the file."""

    def __init__(self, facts: ProofFacts, words: Words, codes: dict[int, str] | None) -> None:
        self.facts, self.words, self.codes = facts, words, codes
        self.cells = ProofCells(facts, words, codes)

    def content(self) -> ProofContent:
        """Return all of it."""
        facts, words, us = self.facts, self.words, self.facts.organisation
        identifier = f"SIREN {us.siren}" if us.siren else f"RNA {us.rna}"
        address = one_line((us.address, f"{us.postcode} {us.city}".strip()))
        number = words.piece(f"{facts.code}-{facts.funder_ref}-{facts.on:%Y%m%d}")
        detail = self._detail()
        rule, closing = tuple(self._rule(facts.rule.rule)), tuple(self._closing())
        named = (
            N_("Donors by codes; the key stays with the treasurer")
            if self.codes is not None
            else N_("Donors named")
        )
        return ProofContent(
            language=words.locale,
            organisation=words.piece(us.name),
            address=words.piece(f"{address} · {identifier}"),
            number=words(N_("Proof file {number}"), number=number),
            as_on=words(N_("as on {day}"), day=words.long_day(facts.on)),
            title=words(N_("Private part of project {code}"), code=words.piece(facts.code)),
            subtitle=words(
                N_("{title} · for {funder}"),
                title=facts.title(words.language),
                funder=words.piece(facts.funder),
            ),
            rule=rule,
            reached=facts.verdict.reached,
            verdict=self._verdict(),
            detail=detail,
            tables=tuple(proof_tables(facts, words, self.codes)),
            closing=closing,
            foot=words(named),
            page="\u2066{number} / {count}\u2069" if words.language == "ar" else "Page {number} / {count}",
            on=facts.on,
            facts=tuple(self._facts(rule, closing)),
        )

    def _facts(self, rule: tuple[str, ...], closing: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        words = self.words
        yield words(N_("Project")), f"{self.facts.code} {self.facts.title(words.language)}"
        yield words(N_("Funder")), f"{self.facts.funder_ref} {self.facts.funder}"
        yield words(N_("Day")), words.day(self.facts.on)
        for line in rule:
            yield words(N_("Rule")), line
        yield words(N_("Verdict")), self._verdict()
        for line in closing:
            yield words(N_("Journal")), line

    def _rule(self, rule: FundingRule) -> Iterator[str]:
        words = self.words
        source = words.listed((words.piece(rule.source), words.day(rule.source_on) if rule.source_on else ""))
        known = "" if rule.confirmed else words(N_("to be confirmed with the funder"))
        named = " · ".join(filter(None, (words.piece(rule.name), source, known)))
        yield words(N_("Rule {ref}: {said}"), ref=words.piece(self.facts.rule.ref), said=named)
        how = words.listed(words(one) for one in how_counted(rule))
        yield words.joined((*self._conditions(rule), how))

    def _conditions(self, rule: FundingRule) -> Iterator[str]:
        words = self.words
        for message, points in asked(rule):
            yield words(message, percent=words.limit_percent(points))
        if rule.counts:
            kinds = words.listed(words(MONEY_KINDS[kind]) for kind in rule.counts)
            yield words(ONLY_COUNTED, kinds=kinds)

    def _verdict(self) -> str:
        facts, words, verdict = self.facts, self.words, self.facts.verdict
        if verdict.reached:
            return words(N_("Private part reached."))
        if verdict.reached is None:
            if verdict.rule.scope == "organisation":
                return words(N_("No verdict: nothing came in the last three years."))
            return words(N_("No verdict: a part of the cost is not stated."))
        below = [place for place in facts.places if place != ALONE and self._gap(place)]
        if verdict.rule.scope == "association" and below:
            missing = N_("{amount} of {association}")
            told = [
                words(
                    missing,
                    amount=words.minor(self._gap(place), verdict.currency),
                    association=self.cells.place(place),
                )
                for place in below[:_NAMED]
            ]
            if len(below) > _NAMED:
                told.append(words.many(_OTHERS, len(below) - _NAMED))
            what = words.joined(told)
            return words(N_("Private part not reached. Missing: {what}."), what=what)
        if verdict.missing:
            amount = words.minor(verdict.missing, verdict.currency)
            return words(N_("Private part not reached. Missing: {what}."), what=amount)
        return words(N_("Not reached: {reason}."), reason=words(REASONS[why(verdict)]))

    def _gap(self, place: int) -> int:
        line = self.facts.verdict.lines.get(place)
        return line.missing if line else 0

    def _detail(self) -> str:
        """Return the part of each association, and why the whole is not reached where all of them are."""
        facts, words, verdict = self.facts, self.words, self.facts.verdict
        parts = []
        carriers = [place for place in facts.places if place != ALONE]
        for place in carriers if len(carriers) <= 2 * _NAMED else ():
            line = verdict.lines.get(place)
            if line and line.base:
                told = words.percent(max(0, line.private * WHOLE // line.base))
                parts.append(
                    words(N_("{association} {percent}"), association=self.cells.place(place), percent=told)
                )
        whole = verdict.whole
        if whole.base:
            told = words.percent(max(0, whole.private * WHOLE // whole.base))
            of_all = verdict.rule.scope == "organisation"
            held = words(N_("Association, three years") if of_all else N_("Project"))
            parts.append(words(N_("{association} {percent}"), association=held, percent=told))
        return words.listed(parts)

    def _closing(self) -> Iterator[str]:
        facts, words = self.facts, self.words
        yield words(
            N_("Made again byte by byte as on {day}, by rule {ref}, as long as nothing of before is recorded since."),
            day=words.day(facts.on), ref=words.piece(facts.rule.ref),
        )  # fmt: skip
        for code, n, head in facts.heads:
            told = N_("Head of journal {code} on that day: n° {n}, SHA-256 {head}")
            grouped = " ".join(head[at : at + 16] for at in range(0, len(head), 16))
            yield words(told, code=words.piece(code), n=words.whole(n), head=words.piece(grouped))
        if not facts.heads:
            yield words(N_("No journal had begun on that day."))


def _workbook(content: ProofContent) -> bytes:
    """Return the workbook: one sheet a table, every figure a value, no formula."""
    plain = {0x2066: None, 0x2069: None}
    first: SheetOfBook = (
        content.facts[0][0],
        ["", content.number.translate(plain)],
        [[label.translate(plain), said.translate(plain)] for label, said in content.facts],
    )
    sheets = [first, *(_sheet(table, plain) for table in content.tables if table.in_workbook)]
    out = BytesIO()
    write_sheets(out, sheets, made_on=content.on)
    return out.getvalue()


def _sheet(table: Table, plain: dict[int, None]) -> SheetOfBook:
    headers = [column.title.translate(plain) for column in table.columns]
    rows: list[list[Value]] = [[_value(cell, plain) for cell in row.cells] for row in table.rows]
    rows.append([""])
    rows.extend([note.translate(plain)] for note in table.notes)
    return f"{table.number} {table.sheet}".translate(plain), headers, rows


def _value(cell: Cell, plain: dict[int, None]) -> Value:
    value = cell.text if cell.value is None else cell.value
    return value.translate(plain) if isinstance(value, str) else value
