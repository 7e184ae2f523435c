"""What funders ask and give, valued contributions, and where payers' money comes from."""
