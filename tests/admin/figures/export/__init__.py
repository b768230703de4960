"""Tests of the figures as files."""
