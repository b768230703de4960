"""Tests of admin.words."""
