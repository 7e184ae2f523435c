"""Projects, their private shares, their associations, and how money is given to them."""
