"""People: what they ask for about their data."""
