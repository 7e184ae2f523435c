"""The books: one engine on two databases, SQLite by default and PostgreSQL for several offices."""
