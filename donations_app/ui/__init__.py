"""The window. It reads through ``db.queries``, writes through ``services``, and holds no SQL."""
