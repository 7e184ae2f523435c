"""Statements read in the year of ``own_year``: each line once, said to be what the script knows that it is."""

from datetime import date, timedelta
from typing import Final

from donations_app.db.queries.bank import listed_lines
from donations_app.db.queries.matches import matches_of
from donations_app.db.queries.reconciliations import reconciliations
from donations_app.services.bank.debit_returns import booked_returns, take_returns
from donations_app.services.bank.importing import BankImported, import_bank, read_bank
from donations_app.services.bank.matching import accept, accept_certain, undo
from donations_app.services.bank.proposing import ProposedLine, open_lines
from tests.bank_files import IBAN
from tests.e2e.own_bank import SAYING, Moved
from tests.e2e.own_year import NAMES, Told, Year

FIRST: Final = timedelta(days=1)


def a_statement_is_read(year: Year, first: date, last: date, form: str) -> None:
    """Read a statement of the bank: it brings the movements that are not known yet, and these alone."""
    new = list(year.bank.unnamed(first, last))
    done = _import(year, first, last, form)
    assert done.new == len(new), (form, first)
    assert done.already == len(year.bank.between(first, last)) - len(new)
    _are_named(year)
    year.done[f"read {form}"] += 1


def _import(year: Year, first: date, last: date, form: str) -> BankImported:
    path = year.bank.statement(year.folder, first, last, form)
    return import_bank(year.books, read_bank(path))


def _are_named(year: Year) -> None:
    """Find under which reference each movement stands in the books, by day, sum and number."""
    known = {one.line for one in year.bank.moves}
    with year.books.read() as session:
        lines = [one for one in listed_lines(session) if one.ref not in known]
    for line in lines:
        said = f"{line.counterpart} {line.remittance} {line.label}"
        (moved,) = (
            one for one in year.bank.moves
            if not one.line and (one.op.on, one.op.cents) == (line.booked_on, line.amount)
            and one.op.text.rpartition(" ")[2] in said.split()
        )  # fmt: skip
        moved.line = line.ref


def lines_are_said(year: Year) -> None:
    """Take what came back, then accept what is certain, which must be right, then say what the rest is."""
    back = take_returns(year.books, booked_returns(year.books))
    assert (back.taken, back.unmatched) == ([], [])  # by their own files before
    moves = {one.line: one for one in year.bank.moves if one.line}
    for one in _open(year):
        if one.certain:
            said = list(one.certain.candidate.payments) or [one.certain.to]
            assert sorted(said) == sorted(moves[one.line.ref].means()), (one.line, one.certain)
    sure = accept_certain(year.books)
    year.done["certain"] += len(sure.lines)
    for key, ref in zip(sure.keys, sure.lines, strict=True):
        _keeps_recorded(year, key, moves[ref])
    for one in _open(year):
        _is_said(year, one, moves[one.line.ref])
    assert _open(year) == []


def _open(year: Year) -> list[ProposedLine]:
    with year.books.read() as session:
        return open_lines(session, today=year.today)


def _is_said(year: Year, one: ProposedLine, moved: Moved) -> None:
    """Say what a line is; now and then say something wrong first, and take that back."""
    targets = list(moved.means())
    ref = one.line.ref
    if targets[0].startswith("gift:") and (not year.done["undone"] or year.chance.random() < 0.4):
        _is_said_wrongly(year, one, targets[0])
    said = next((each for each in one.proposals if [each.to] == targets), None)
    accept(year.books, ref, targets, proposal=said)
    year.done["said"] += 1
    _keeps_recorded(year, one.line.id, moved)


def _is_said_wrongly(year: Year, one: ProposedLine, right: str) -> None:
    other = year.chance.choice([each for each in NAMES if f"gift:{each}" != right])
    (ref,) = accept(year.books, one.line.ref, [f"gift:{other}"]).recorded
    undo(year.books, one.line.ref)
    day, cents = one.line.booked_on, one.line.amount
    year.keep(Told(ref, other, "donation", "transfer", cents, day, day, [(day, cents)]))
    year.done["undone"] += 1


def _keeps_recorded(year: Year, key: int, moved: Moved) -> None:
    """Keep in the ledger what was recorded with a line: a gift of whom the script knows."""
    (target, *_others) = moved.means()
    if not target.startswith("gift:"):
        return
    with year.books.read() as session:
        (match,) = matches_of(session, [key])[key]
    day, payer = moved.op.on, target.partition(":")[2]
    year.keep(Told(match.payment, payer, "donation", "transfer", moved.op.cents, day, day, keeps_day=True))
    moved.means = lambda: [match.payment]


def books_and_bank_tie(year: Year, on: date) -> None:
    """Hold books and bank against each other and against the script's, to the cent."""
    with year.books.read() as session:
        (one,) = reconciliations(session, account=IBAN, on=on)
    found = {part.kind: part.amount for part in one.explanations}
    waiting = year.not_yet(on)
    slips = sum(
        moved.op.cents for moved in year.bank.moves
        if moved.op.on > on and moved.op.text.startswith(("REM CHEQUES", "VERSEMENT"))
    )  # fmt: skip
    wanted = {"payments_open": -waiting, "slips_open": -slips}
    assert found == {kind: cents for kind, cents in wanted.items() if cents}, (one, wanted)
    opening = 0 if any(year.done[f"read {form}"] for form in SAYING) else year.bank.opening
    assert (one.bank, one.unexplained) == (year.bank.balance(on) - opening, 0), one
    assert one.books == one.bank + waiting + slips
