"""Reading: frozen rows out, a file a noun. There are no rules here, only questions."""
