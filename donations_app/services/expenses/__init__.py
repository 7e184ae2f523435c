"""What volunteers spent and waive: their claims, and what becomes of them."""
