"""Tests of the residents' web."""
