"""Beside compose.py and deliver.py: the letter, its envelope, SMTP, and what became of it."""
