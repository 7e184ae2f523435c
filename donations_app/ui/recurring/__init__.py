"""Recurring gifts: agreed gifts as rows, one box a month, and what one does with an instalment."""
