"""Beside fetch.py and mailbox.py: the session with the server, whose turn it is, and what is put out of the way."""
