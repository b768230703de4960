"""Tests of admin.measurement."""
