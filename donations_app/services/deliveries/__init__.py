"""How receipts and letters reach donors: by post and by e-mail."""
