"""Tests of assistant.chat.api."""
