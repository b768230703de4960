"""Tests of mail_gateway.measuring."""
