"""Tests of the pages that the law expects."""
