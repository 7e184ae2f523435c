"""New books, and what the association and the law say in them."""
