"""The situations of the field, each with its number, its amounts and its words.

A test says which one it proves in its name, ``test_case_17_...``; several cases are proved beside the code that
decides them, in ``tests/db``. ``test_every_case.py`` holds the list of all.
"""
