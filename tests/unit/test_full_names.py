"""A whole name in one column is parted where that is sure, and refused where nobody can tell."""

import pytest

from donations_app.domain.full_names import organisation_kind, part_name
from donations_app.domain.typed import TypedError


@pytest.mark.parametrize(
    ("text", "order", "last", "first", "title"),
    [("Lambert Paul", "last_first", "Lambert", "Paul", ""), ("Paul Lambert", "first_last", "Lambert", "Paul", ""),
     ("El Amrani Fatima", "last_first", "El Amrani", "Fatima", ""),
     ("Ben Ali Mohamed", "last_first", "Ben Ali", "Mohamed", ""),
     ("Aït Ben Haddou Saïd", "last_first", "Aït Ben Haddou", "Saïd", ""),
     ("Jean de La Tour", "first_last", "de La Tour", "Jean", ""),
     ("Fatima Zahra El Amrani", "first_last", "El Amrani", "Fatima Zahra", ""),
     ("Abd El Kader Idir", "first_last", "Idir", "Abd El Kader", ""),
     ("DUPONT Jean Pierre", "", "DUPONT", "Jean Pierre", ""),
     ("Jean Pierre DE LA TOUR", "", "DE LA TOUR", "Jean Pierre", ""),
     ("Garcia Lopez, Maria", "", "Garcia Lopez", "Maria", ""), ("Mme Kaci, Nora", "", "Kaci", "Nora", "Mme"),
     ("M. Ali Kaci", "first_last", "Kaci", "Ali", "M."), ("Kaci", "", "Kaci", "", ""),
     ("بن علي محمد", "last_first", "بن علي", "محمد", ""), ("d'Alembert Jean", "last_first", "d'Alembert", "Jean", ""),
     ("Ben Ali El Hadj", "last_first", "Ben Ali", "El Hadj", "")],
)  # fmt: skip
def test_a_name_is_parted_where_it_is_sure(text: str, order: str, last: str, first: str, title: str) -> None:
    parted = part_name(text, order)
    assert (parted.last_name, parted.first_name, parted.title) == (last, first, title)


@pytest.mark.parametrize(
    ("text", "order", "problem"),
    [("Lambert Paul", "", "name_order_unknown"), ("Garcia Lopez Maria", "last_first", "name_doubtful"),
     ("Maria Garcia Lopez", "first_last", "name_doubtful"), ("Mohamed Ben Ali Cherif", "first_last", "name_doubtful"),
     ("El Amrani Fatima Zahra", "last_first", "name_doubtful"), ("Jean et Marie Dupont", "first_last", "name_of_two"),
     ("Dupont / Martin", "last_first", "name_of_two"), ("M. & Mme Kaci", "last_first", "name_of_two"),
     ("Fatima El Amrani", "last_first", "name_doubtful"), ("El Amrani Fatima", "first_last", "name_doubtful"),
     ("Kaci,", "last_first", "name_doubtful"), (", Nora", "last_first", "name_doubtful"),
     ("Kaci, Nora, Tala", "last_first", "name_doubtful"), ("Jean DUPONT Pierre", "", "name_doubtful")],
)  # fmt: skip
def test_a_name_of_which_nobody_can_tell_is_refused(text: str, order: str, problem: str) -> None:
    with pytest.raises(TypedError) as caught:
        part_name(text, order)
    assert caught.value.problem == problem


def test_organisations_are_known_by_their_words() -> None:
    known = {
        "Association Aman": "association", "AMICALE des migrants": "association", "جمعية أمان": "association",
        "Fondation de France": "foundation", "Mairie de Lyon": "public_body", "Garage Idir SARL": "company",
        "SARL Idir": "company", "Société Générale": "company", "Lambert Paul": "", "Association": "", "": "",
        "Sas Paul": "company",
    }  # fmt: skip
    assert {name: organisation_kind(name) for name in known} == known
