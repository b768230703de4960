"""Handing a question to people, with a due time that is watched."""
