"""Receipts to issue: the plan, its reasons, what completes it, the run."""
