"""Tests of mail_gateway.recovery."""
