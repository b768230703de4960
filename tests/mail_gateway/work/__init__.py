"""Tests of mail_gateway.work."""
