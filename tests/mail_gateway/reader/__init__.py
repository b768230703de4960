"""Tests of mail_gateway.reader."""
