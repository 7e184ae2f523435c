"""The bank: what it says of the association's accounts."""
