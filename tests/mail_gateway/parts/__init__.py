"""Tests of mail_gateway.parts."""
