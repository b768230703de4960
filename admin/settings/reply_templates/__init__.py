"""Texts that handlers begin a reply with."""
