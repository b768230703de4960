"""Tests of knowledge.e5."""
