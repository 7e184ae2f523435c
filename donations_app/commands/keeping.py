"""``keeping terms|due|erase``: for how long what is kept, whose last term ends, and erasing them with a certificate."""

from pathlib import Path
from typing import Any

from donations_app.commands.call import (
    Answer,
    Call,
    add_as_on,
    add_command,
    add_group,
    file_option,
    year_option,
)
from donations_app.commands.summaries import summary
from donations_app.db.books import Books
from donations_app.domain.keeping import Due, ErasedRun, Heads
from donations_app.formats.writing import placed
from donations_app.i18n import _, day, isolated, labelled
from donations_app.machine.erased_list import erased_from
from donations_app.machine.preferences import backup_folder, load
from donations_app.services.exchange.kept_backups import identity_of
from donations_app.services.exchange.letting_go import erase_again, erase_due, holding
from donations_app.services.people.keeping import Term, due_in, terms_on
from donations_app.words.codes import listed, together
from donations_app.words.figures import value_word
from donations_app.words.keeping import (
    counted_words,
    due_sentence,
    erased_sentence,
    holding_lines,
    kind_word,
    reason_words,
    term_words,
)
from donations_app.words.law import source_words


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "terms|due|erase|again")
    add_as_on(add_command(kinds, "terms", _("for how long each kind of record is kept, and why"), terms))
    seen = add_command(kinds, "due", _("whose last term ends by the end of a year"), due)
    erased = add_command(
        kinds,
        "erase",
        _("erase those whose last term has ended, with a certificate"),
        erase,
        writes=True,
    )
    for one in (seen, erased):
        one.add_argument("--year", type=year_option, metavar="Y", help=_("this one, if not given"))
    erased.add_argument(
        "--out", type=file_option("pdf"), required=True, metavar="FILE.pdf", help=_("the certificate")
    )
    erased.add_argument("--force", action="store_true")
    add_command(
        kinds,
        "again",
        _("erase once more whom older books that were put back hold again"),
        again,
        writes=True,
    )


def terms(call: Call) -> Answer:
    """List kinds of record with their terms and sources."""
    with call.books(read_only=True).read() as session:
        found = terms_on(session, call.today)
    return Answer({"terms": [_term_data(one) for one in found]}, [_term_line(one) for one in found])


def _term_data(term: Term) -> dict[str, Any]:
    kind, figure = term.kind, term.figure
    return {
        "kind": kind.code,
        "name": kind_word(kind.code),
        "figure": kind.figure,
        "value": figure.value if figure else None,
        "counted_from": kind.counted_from,
        "confirmed": figure.confirmed if figure else True,
        "source": figure.source if figure else "",
    }


def _term_line(term: Term) -> str:
    said = counted_words(term.kind.counted_from)
    if term.figure is None:
        return labelled(kind_word(term.kind.code), said)
    told = labelled(kind_word(term.kind.code), together(value_word(term.figure), said))
    doubt = "" if term.figure.confirmed else " " + _("To be confirmed.")
    return f"{told}. {source_words(term.figure)}.{doubt}"


def due(call: Call) -> Answer:
    """List those whose last term ends by the end of the year, and by which term."""
    year, books = call.options.year or call.today.year, call.books(read_only=True)
    books.check_sees_all()  # a payment elsewhere keeps somebody too
    with books.read() as session:
        found = due_in(session, year, today=call.today)
    lines = ["  ".join((isolated(one.ref), one.name, day(one.on), reason_words(one))) for one in found]
    data = {"year": year, "people": [_due_data(one) | {"name": one.name} for one in found]}
    return Answer(data, [*lines, due_sentence(len(found), year)])


def _due_data(one: Due) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "on": one.on.isoformat(),
        "terms": [
            {
                "code": term.code,
                "until": term.until.isoformat() if term.until else None,
                "message": term_words(term),
            }
            for term in one.terms
        ],
    }


def erase(call: Call) -> Answer:
    """Erase those whose day has come; the certificate is written before anything is saved."""
    options, books = call.options, call.acting()
    year = options.year or call.today.year
    out = None if call.is_rehearsal else options.out
    run = _erased(books, year, out, force=options.force) if out else erase_due(books, year)
    lines = [erased_sentence(len(run.erased), run.lines)]
    if run.later:
        lines.append(
            _("Their day is still to come: {refs}.").format(refs=listed([one.ref for one in run.later]))
        )
    if run.erased and not call.is_rehearsal:
        lines.append(_("Written: {path}").format(path=isolated(str(options.out))))
    folder = backup_folder(load())
    paths, until = holding(books, folder) if run.erased else ([], None)
    lines += holding_lines(paths, until)
    data = {
        "year": year,
        "backups": {
            "files": [str(path) for path in paths],
            "until": until.isoformat() if until else None,
        },
        "erased": [_due_data(one) for one in run.erased],
        "later": [_due_data(one) for one in run.later],
        "lines": run.lines,
        "heads": {
            code: {"before": dict(_hashes(run.before)).get(code), "after": made}
            for code, made in _hashes(run.after)
        },
        "file": str(options.out) if run.erased else None,
    }
    return Answer(data, lines)


class _NobodyErased(Exception):
    """Nobody's day has come: there is nothing to certify."""

    def __init__(self, run: ErasedRun) -> None:
        super().__init__()
        self.run = run


def _erased(books: Books, year: int, out: Path, *, force: bool) -> ErasedRun:
    """Erase those whose day has come; where there is nobody, no certificate is left."""
    try:
        with placed(out, force=force) as file:
            run = erase_due(books, year, file)
            if not run.erased:
                raise _NobodyErased(run)  # noqa: TRY301 -- so that no certificate is left
    except _NobodyErased as nobody:
        return nobody.run
    return run


def _hashes(heads: Heads) -> list[tuple[str, str]]:
    return [(code, made) for code, _n, made in heads]


def again(call: Call) -> Answer:
    """Erase those whom the lists of this machine name, and these books hold again."""
    books = call.acting()
    done = erase_again(books, erased_from(identity_of(books)))
    told = (
        _("Erased again: {refs}.").format(refs=listed(done)) if done else _("Nobody had to be erased again.")
    )
    return Answer({"erased": done}, [told])
