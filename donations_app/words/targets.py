"""The words of the projects on which money stands: their short names where there is little room."""

from collections.abc import Mapping, Sequence

from donations_app.db.queries.projects import ProjectName
from donations_app.i18n import _, count, isolated, language
from donations_app.words.codes import together


def short_target(code: str, names: Mapping[str, ProjectName]) -> str:
    """Return the short name of a project, or its code where no standing project bears it."""
    return isolated(names[code].short(language()) if code in names else code)


def whole_target(code: str, names: Mapping[str, ProjectName]) -> str:
    """Return the code of a project and its title."""
    return together(isolated(code), *([isolated(names[code].title(language()))] if code in names else []))


def targets_word(codes: Sequence[str], names: Mapping[str, ProjectName]) -> str:
    """Return on what money stands: the general fund, one project, or how many."""
    if not codes:
        return _("General fund")
    if len(codes) > 1:
        return _("{count} projects").format(count=count(len(codes)))
    return short_target(codes[0], names)


def targets_told(codes: Sequence[str], names: Mapping[str, ProjectName]) -> str:
    """Return each project with its code, one a line; empty for the general fund."""
    return "\n".join(whole_target(code, names) for code in codes)
