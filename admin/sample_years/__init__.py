"""Made-up years of contacts for a town that has departments, people and entries: what the figures have to show."""
