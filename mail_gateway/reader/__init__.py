"""Reads a mail in a process of its own, within bounds that no mail can escape."""
