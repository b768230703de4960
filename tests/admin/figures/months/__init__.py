"""Tests of the months' pages."""
