"""Tests of waiting for a person's answer."""
