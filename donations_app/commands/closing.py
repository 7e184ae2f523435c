"""``close year|show|list|print``: fiscal years closed one after another, for ever."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group, file_option, year_option
from donations_app.commands.closing_answers import (
    closed_data,
    closed_line,
    content_data,
    figure_lines,
    figures_data,
    late_data,
    late_line,
    open_lines,
    problem_data,
)
from donations_app.commands.summaries import summary
from donations_app.db.books import Books
from donations_app.db.queries.closings import (
    closed_years,
    closing_content,
    late_in,
)
from donations_app.domain.closing import (
    WARNINGS,
    OpenThing,
    unaccepted,
)
from donations_app.domain.closing_errors import YearNotReady
from donations_app.formats.writing import placed
from donations_app.i18n import _, count, day, isolated, money
from donations_app.machine import preferences
from donations_app.machine.backup_checks import damaged_in
from donations_app.services.closing.years import (
    Readiness,
    check_turn,
    close_year,
    closing_document,
    readiness,
)
from donations_app.words.closing import open_thing_words


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "year|show|list|print")
    closed = add_command(kinds, "year", _("check a year, and close it for ever"), close, writes=True)
    closed.add_argument(
        "--accept", action="append", default=[], choices=(*WARNINGS, "all"), metavar="CODE|all",
        help=_("take upon oneself what stands open"),
    )  # fmt: skip
    closed.add_argument("--no-backup", action="store_true", help=_("keep no backup before it"))
    shown = add_command(kinds, "show", _("the figures of a year, and what the next one opens with"), show)
    printed = add_command(kinds, "print", _("the document of a closing, to be dated and signed"), print_)
    for each in (closed, shown, printed):
        each.add_argument("year", type=year_option, metavar="YEAR")
    add_command(kinds, "list", _("the years that are closed"), list_)
    printed.add_argument("--out", type=file_option("pdf"), required=True, metavar="FILE.pdf")
    printed.add_argument("--force", action="store_true")


# what is written


def close(call: Call) -> Answer:
    """Close a year, or tell what stands open."""
    options, books = call.options, call.acting()
    year: int = options.year
    check_turn(books, year)
    ready = readiness(books, year, progress=call.progress())
    if unaccepted(ready.open_things, options.accept):
        return _not_ready(ready, options.accept)
    kept = None if call.is_rehearsal or options.no_backup else _backed_up(call, books)
    try:
        content = close_year(books, year, accept=options.accept)
    except YearNotReady as error:  # something was written meanwhile
        return _not_ready(ready, options.accept, error.open_things)
    data = {
        "year": year,
        "closed": True,
        "problems": [problem_data(one, ready.last_on, year) for one in content.accepted],
        "closing": content_data(content),
        "backup": str(kept) if kept else None,
    }
    told = _("The year {year} is closed. Payments: {count}, {amount}")
    figures = content.figures
    lines = [
        told.format(year=isolated(str(year)), count=count(figures.payments), amount=money(figures.amount))
    ]
    if kept:
        lines.insert(0, _("Backed up before: {path}").format(path=isolated(str(kept))))
    lines.append(_("Print its document with {command}, date it and sign it.").format(
        command=isolated(f"close print {year} --out {year}.pdf")))  # fmt: skip
    return Answer(data, lines, [open_thing_words(one) for one in content.accepted])


def _backed_up(call: Call, books: Books) -> Path | None:
    """Keep a backup of a file of books before they are closed; a server is backed up by who cares for it."""
    if books.is_server:
        return None
    from donations_app.services.exchange.kept_backups import keep_backup

    folder = preferences.backup_folder(preferences.load())
    return keep_backup(books, folder, damaged=damaged_in(folder), progress=call.progress()).path


def _not_ready(ready: Readiness, accept: Sequence[str], found: tuple[OpenThing, ...] | None = None) -> Answer:
    things = ready.open_things if found is None else found
    against = unaccepted(things, accept)
    data = {
        "year": ready.year,
        "closed": False,
        "problems": [problem_data(one, ready.last_on, ready.year) for one in things],
    }
    told = _("The year {year} was not closed; nothing was written.").format(year=isolated(str(ready.year)))
    codes = " ".join(f"--accept {one.code}" for one in against)
    accept = _("To take it upon yourself: {option}").format(option=isolated(codes))
    next_step = _("Clear up first what stops it.") if any(one.stops for one in against) else accept
    return Answer(data, open_lines(ready, things), [f"{told} {next_step}"], status=1)


# what is read


def show(call: Call) -> Answer:
    """Show a closed year as it was closed, another as it stands."""
    books, year = call.books(read_only=True), call.options.year
    ready = readiness(books, year, progress=call.progress())
    with books.read() as session:
        content = closing_content(session, year) if ready.closed else None
        late = late_in(session, ready.first_on, ready.last_on)
    if content:
        data = {
            "closed": True,
            "problems": [problem_data(one, ready.last_on, year) for one in content.accepted],
        }
        data |= {"year": year, "closing": content_data(content)}
        head = [closed_line(ready.closed)] if ready.closed else []
        figures = content.figures
    else:
        data = {
            "year": year,
            "closed": False,
            "first_on": ready.first_on.isoformat(),
            "last_on": ready.last_on.isoformat(),
            "problems": [problem_data(one, ready.last_on, year) for one in ready.open_things],
            "figures": figures_data(ready.figures),
        }
        told = _("{first} – {last}: not closed. These are the figures of today.")
        head = [
            told.format(first=day(ready.first_on), last=day(ready.last_on)),
            *open_lines(ready, ready.open_things),
        ]
        figures = ready.figures
    data["late"] = [late_data(one) for one in late]
    return Answer(data, [*head, *figure_lines(figures), *map(late_line, late)])


def list_(call: Call) -> Answer:
    """List the closed years, the last one first."""
    with call.books(read_only=True).read() as session:
        found = closed_years(session)
    lines = [closed_line(one) for one in found] or [_("No year is closed.")]
    return Answer({"closings": [closed_data(one) for one in found]}, lines)


def print_(call: Call) -> Answer:
    """Write the document of a closing, always the same bytes."""
    options = call.options
    document = closing_document(call.books(read_only=True), options.year)
    with placed(options.out, force=options.force) as file:
        file.write(document)
    told = _("Written: {path}").format(path=isolated(str(options.out)))
    return Answer({"year": options.year, "file": str(options.out)}, [told])
