"""Who is known to pass on public money is recognised by his name, and nobody else."""

from donations_app.domain.reference import Partner
from donations_app.formats.passing_on import passes_on

KNOWN = (
    Partner(code="FORIM", fr="Forum des organisations", en="Forum of organisations", ar="", kind="regranted"),
    Partner(
        code="LA_GUILDE", fr="La Guilde, Agence des micro-projets", en="La Guilde", ar="", kind="regranted"
    ),
    Partner(code="AFD", fr="Agence française de développement", en="French Agency", ar="", kind="public"),
)


def test_names_are_recognised_folded_short_or_whole() -> None:
    asked = (
        "Forim, Paris",
        "la guilde",
        "FORUM DES ORGANISATIONS",
        "Forum des organisations du sud",
        "AFD",
        "",
    )
    found = [passes_on(name, KNOWN) for name in asked]
    assert [one.code if one else "" for one in found] == ["FORIM", "LA_GUILDE", "FORIM", "", "", ""]
