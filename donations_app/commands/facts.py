"""Facts as a command states them: FIELD=VALUE."""

from collections.abc import Sequence

from donations_app.commands.usage import UsageError
from donations_app.i18n import _, isolated


def facts_of(words: Sequence[str]) -> dict[str, str]:
    """Return the values by their fields; a field that is said twice has its last value.

    Raises:
        UsageError: a word is no fact.
    """
    found: dict[str, str] = {}
    for one in words:
        name, sign, value = one.partition("=")
        if not sign or not name.strip():
            raise UsageError(_("Write each fact like city=Marseille: {text}").format(text=isolated(one)))
        found[name.strip()] = value.strip()
    return found
