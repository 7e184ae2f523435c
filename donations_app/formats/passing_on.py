"""Who is known to pass on public money, by the reference data: proposed, never set."""

from donations_app.domain.folding import fold
from donations_app.domain.reference import Partner
from donations_app.formats.reference import partners


def passes_on(organisation: str, among: tuple[Partner, ...] | None = None) -> Partner | None:
    """Return the partner that passes on public money and is called like an organisation, or ``None``.

    Args:
        organisation: as it is called: by the name, or beginning with the short name ("FORIM, Paris").
        among: the partners known; none given: those of the reference data.
    """
    words = fold(organisation).split()
    for one in partners() if among is None else among:
        short = fold(one.code.replace("_", " ")).split()
        if one.kind == "regranted" and words:
            whole = [fold(name).split() for name in (one.fr, one.en)]
            if words[: len(short)] == short or words in whole:
                return one
    return None
