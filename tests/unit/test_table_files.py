"""Classes of tables that are mapped one by one, when each is first named."""

import subprocess
import sys

from donations_app.db import tables
from donations_app.db.tables import Base, mapped_classes

_NAMED = """
from donations_app.db import tables
from donations_app.db.ranks import in_order
named = frozenset([tables.TaxReceipt, tables.Payment, tables.ReceiptLine])
print([table.__name__ for table in in_order(named)])
print(sorted(mapper.class_.__name__ for mapper in tables.Base.registry.mappers))
for name in reversed(tables._NOUNS):
    for column in getattr(tables, name).__table__.columns:
        if column.type._isnull:
            print(column)
"""


def test_each_mapped_class_is_found_by_its_name_in_its_file() -> None:
    named = {name: noun for noun, names in tables._CLASSES.items() for name in names}
    found = {one.__name__: one.__module__.rpartition(".")[2] for one in mapped_classes().values()}
    assert found == named
    assert all(issubclass(getattr(tables, name), Base) for name in named)


def test_a_class_is_mapped_and_written_with_the_types_of_its_keys_and_without_what_they_refer_to() -> None:
    run = subprocess.run([sys.executable, "-c", _NAMED], capture_output=True, text=True, check=True)
    in_order = "['Payment', 'TaxReceipt', 'ReceiptLine']\n"
    assert run.stdout == in_order + "['Payment', 'ReceiptLine', 'TaxReceipt']\n"
