"""The examples in the texts of the domain are true."""

import doctest
import importlib
import pkgutil

import pytest

from donations_app import domain

EXAMPLES = [
    example
    for module in pkgutil.iter_modules(domain.__path__)
    for example in doctest.DocTestFinder(exclude_empty=True).find(
        importlib.import_module(f"{domain.__name__}.{module.name}")
    )
    if example.examples
]


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=lambda example: example.name.removeprefix(f"{domain.__name__}.")
)
def test_an_example_gives_what_it_says(example: doctest.DocTest) -> None:
    found = doctest.DocTestRunner(verbose=False).run(example, clear_globs=False)
    assert (found.failed, found.attempted) == (0, len(example.examples))


def test_rules_that_are_numbers_have_examples() -> None:
    assert {
        "money.allocate",
        "private_share.judge",
        "mileage.yearly_amount",
        "declaration.due_on",
    } <= {example.name.removeprefix(f"{domain.__name__}.") for example in EXAMPLES}
