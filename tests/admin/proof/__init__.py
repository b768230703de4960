"""Tests of admin.proof."""
