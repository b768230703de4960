"""The entries' pages."""
