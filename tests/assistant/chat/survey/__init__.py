"""Tests of the residents' survey."""
