"""Tax receipts: what is planned, issued, cancelled and replaced, and what signs them."""
