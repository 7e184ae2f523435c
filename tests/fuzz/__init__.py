"""Readers given bytes that change by what the readers look at, for hours, by hand: `python -m tests.fuzz`.

atheris is no dependency (docs/tests.md).
"""
