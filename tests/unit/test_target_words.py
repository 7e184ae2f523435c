"""Money is said to stand on a project by its short name, with code and title behind it."""

from donations_app.db.queries.projects import ProjectName
from donations_app.words.project_page import _part
from donations_app.words.targets import targets_told, targets_word

NAMES = {
    "EAU": ProjectName("EAU", ("Eau de Tagmoute", "", ""), ("Eau, Tagmoute", "", "")),
    "EC": ProjectName("EC", ("École de Belfaâ", "School of Belfaâ", ""), ("École", "", "")),
}


def test_a_project_is_said_by_its_short_name_and_told_by_its_code() -> None:
    said = [targets_word(codes, NAMES) for codes in ((), ("EAU",), ("EC",), ("EAU", "EC"), ("GONE",))]
    assert said == ["General fund", "Eau, Tagmoute", "School of Belfaâ", "2 projects", "GONE"]
    assert targets_told(("EAU", "GONE"), NAMES) == "EAU, Eau de Tagmoute\nGONE"


def test_a_part_beyond_its_ceiling_never_reads_as_the_ceiling() -> None:
    assert _part(700_04, 1_000_00, is_ceiling=True).replace("\u00a0", " ") == "70,01 %"
    assert _part(299_96, 1_000_00).replace("\u00a0", " ") == "29,99 %"
