"""Tests of mail_gateway.guards."""
