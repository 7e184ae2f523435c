"""Projects: recorded, changed, with what they cost from a day on and who carries them."""
