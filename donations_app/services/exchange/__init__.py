"""Other people's files in and out of the books."""
