"""Waived expenses."""
