"""Beside handling.py: the processes that handle mails, and the queue they take from."""
