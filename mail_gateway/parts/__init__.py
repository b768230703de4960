"""Beside parse.py: what a mail is made of, read one part at a time; pure."""
