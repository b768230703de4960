"""Everybody's own page: password, phone and title, and when one is away and who stands in."""
