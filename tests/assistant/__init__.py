"""Tests of `assistant`."""
