"""Deposit slips: made, handed in, credited, cancelled."""
