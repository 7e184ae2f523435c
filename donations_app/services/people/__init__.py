"""Persons and associations: recorded, changed, erased, and who is a member."""
