"""Settings: what is missing, the association, who signs, offices, the dated legal figures."""
