"""Tests of mail_gateway.sending."""
