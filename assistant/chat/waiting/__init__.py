"""Waiting for a person's answer: who is there, what is new, and the other ways to get the answer."""
