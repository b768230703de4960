"""Tests of the comparison with other towns."""
