"""Tests of mail_gateway.fetching."""
