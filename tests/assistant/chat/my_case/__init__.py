"""Tests of the page of one's own case."""
