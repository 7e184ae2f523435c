"""What the program knows about gifts, without a clock, a file, a window or a database."""
