"""Files of tables that are loaded one by one: whoever loads one has all that its foreign keys name."""

import re
from inspect import getsource
from sys import modules

from donations_app.db import tables
from donations_app.db.tables import Base, all_tables, mapped_classes


def test_each_mapped_class_is_found_by_its_name_in_its_file() -> None:
    named = {name: noun for noun, names in tables._CLASSES.items() for name in names}
    found = {one.__name__: one.__module__.rpartition(".")[2] for one in mapped_classes().values()}
    assert found == named
    assert all(issubclass(getattr(tables, name), Base) for name in named)


def test_a_file_loads_those_that_its_foreign_keys_name() -> None:
    files = {name: one.__module__ for name, one in mapped_classes().items()}
    for name, table in all_tables().tables.items():
        wanted = {files[key.column.table.name] for key in table.foreign_keys} - {files[name]}
        loads = re.search(
            r"^from donations_app.db.tables import (.+?)  #", getsource(modules[files[name]]), re.MULTILINE
        )
        loaded = {f"donations_app.db.tables.{noun}" for noun in loads[1].split(", ")} if loads else set()
        assert wanted <= loaded, name
