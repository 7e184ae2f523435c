"""Whether the numbers of a series of receipts run without a hole, in words."""

from donations_app.domain.register import Series, spans_of
from donations_app.i18n import _, count, isolated
from donations_app.words.codes import listed


def series_sentence(series: Series, most: int | None = None) -> str:
    """Say whether the numbers of a series run from 1 to the last one given, each once.

    Args:
        series: with what is missing of it and what stands twice.
        most: how many of those numbers are named; none: all of them.
    """
    if series.is_whole:
        told = _("{series}: {first} to {last}, nothing missing, {cancelled} cancelled.")
    else:
        told = _("{series}: {first} to {last}; missing: {missing}; twice: {twice}.")
    said = told.format(
        series=isolated(series.series),
        first=isolated(str(series.first)),
        last=isolated(str(series.last)),
        cancelled=count(series.cancelled),
        missing=_named(series.missing, most),
        twice=_named(series.duplicated, most),
    )
    if not series.lost:
        return said
    lost = _("Of documents that these books lost, and known from outside: {numbers}.")
    return f"{said} {lost.format(numbers=isolated(listed(spans_of(series.lost))))}"


def _named(numbers: tuple[int, ...], most: int | None) -> str:
    return listed(numbers[:most]) + (" …" if most is not None and len(numbers) > most else "")
