"""How much each entry is used and how well: on its own page, and as a list to find those that need work."""
