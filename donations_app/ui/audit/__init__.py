"""The auditor's morning: a sample, each receipt followed back, notes kept apart, the pack."""
