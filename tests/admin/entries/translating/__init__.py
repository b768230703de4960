"""Translations of an entry."""
