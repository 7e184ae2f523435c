"""Members and their dues: who owes what of a year, who joins, leaves and is exempt."""
