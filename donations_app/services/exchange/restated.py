"""People of a file who are recorded already: told how the file states them, or set apart to be changed so."""

from datetime import date
from typing import Any

from donations_app.db.journal import Write
from donations_app.formats.lines import Read, Rejected
from donations_app.services.exchange.imported import Imported
from donations_app.services.exchange.judging import own_problems
from donations_app.services.exchange.updates import Changed, Updates


def set_apart(write: Write, read: Read, answer: Imported, today: date) -> None:
    """Judge the lines of people who are recorded, and leave those of others to be taken."""
    updates = Updates(write.session, read.headings)
    new: list[tuple[int, Any]] = []
    for line, draft in read.drafts:
        found = updates.of(line, draft)
        if found is None:
            new.append((line, draft))
        elif isinstance(found, Rejected):
            answer.rejected.append(found)
        elif problems := own_problems(found.draft, today):
            answer.reject(line, problems)
        elif found.fields:
            answer.changed.append(found)
            answer.verdicts[line] = "changed"
        else:
            answer.already += 1
            answer.verdicts[line] = "already"
    read.drafts = new


def tell_changes(write: Write, read: Read, answer: Imported) -> None:
    """Tell what the refused lines state otherwise of people who are recorded."""
    updates, drafts = Updates(write.session, read.headings), dict(read.drafts)
    reused = [one.line for one in answer.rejected if one.problem == "ref_reused"]
    found = (updates.of(line, drafts[line]) for line in reused)
    answer.changed = [one for one in found if isinstance(one, Changed) and one.fields]
