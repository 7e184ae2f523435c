"""``programmes list|add|change``: what several projects belong to, with its period."""

from typing import Any

from donations_app.commands.call import Answer, Call, add_command, add_group
from donations_app.commands.facts import facts_of
from donations_app.commands.project_data import programme_data
from donations_app.commands.summaries import summary
from donations_app.db.queries.project_drafts import programme_draft, programmes
from donations_app.domain.projects import ProgrammeDraft
from donations_app.formats.stated_project import stated_programme
from donations_app.i18n import _, day, isolated
from donations_app.services.projects.programmes import change_programme, record_programme
from donations_app.words.projects import change_words


def add(commands: Any, name: str) -> None:
    """Add the commands."""
    kinds = add_group(commands, name, summary(name), "list|add|change")
    add_command(kinds, "list", _("the programmes"), list_programmes)
    added = add_command(kinds, "add", _("record a new programme"), add_programme, writes=True)
    changed = add_command(kinds, "change", _("change titles or period"), change, writes=True)
    changed.add_argument("programme", metavar="CODE")
    for each in (added, changed):
        each.add_argument(
            "facts",
            nargs="+",
            metavar="FIELD=VALUE",
            help="code, title_fr, title_en, title_ar, starts_on, ends_on",
        )


def list_programmes(call: Call) -> Answer:
    """List the programmes, by code."""
    with call.books(read_only=True).read() as session:
        found = programmes(session)
    return Answer({"programmes": [programme_data(one) for one in found]}, map(_line, found))


def _line(one: ProgrammeDraft) -> str:
    days = " – ".join(day(on) if on else "…" for on in (one.starts_on, one.ends_on))
    title = str(programme_data(one)["title"])
    return "  ".join(filter(None, (isolated(one.code), title, days if one.starts_on or one.ends_on else "")))


def add_programme(call: Call) -> Answer:
    """Record a new programme."""
    draft = stated_programme(facts_of(call.options.facts))
    done = record_programme(call.acting(), draft)
    told = _("{ref} was recorded already.") if done.already else _("{ref} is recorded.")
    data = {"programmes": [programme_data(draft)], "already": done.already, "changes": [], "warnings": []}
    return Answer(data, [told.format(ref=isolated(done.ref)), _line(draft)])


def change(call: Call) -> Answer:
    """Change titles or period; the code stays."""
    books, code = call.acting(), call.options.programme
    with books.read() as session:
        _key, standing, seen = programme_draft(session, code)
    draft = stated_programme(facts_of(call.options.facts), standing)
    old, new = programme_data(standing), programme_data(draft)
    changes = [
        {"what": name, "ref": code, "before": old[name], "after": new[name]}
        for name in old
        if name != "title" and old[name] != new[name]
    ]
    if changes:
        change_programme(books, code, draft, seen=seen)
    lines = [change_words(one["what"], one["before"], one["after"]) for one in changes]
    data = {"programmes": [new], "changes": changes, "warnings": []}
    return Answer(data, lines or [_("Nothing is changed: it stands so already.")])
