"""The residents' web."""
