"""A town's own app, as the API meets it: JSON and no cookies."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

ROOT = "/api/v1"
KEY = "9b2f6a52-7d1c-4a5e-9d60-0d6f0c2f3a11"


class Program:
    """Sends JSON from one address, and checks of every answer that it brings no cookie."""

    def __init__(self, app: Flask, address: str = "192.0.2.1") -> None:
        """A program that keeps no cookies."""
        self._client = app.test_client(use_cookies=False)
        self._from = {"REMOTE_ADDR": address}

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self._checked(self._client.get(ROOT + path, headers=headers, environ_overrides=self._from))

    def post(self, path: str, body: object = None, key: str = "") -> TestResponse:
        """Send this body, as the request named `key`."""
        headers = {"Idempotency-Key": key} if key else {}
        sent = self._client.post(ROOT + path, json=body or {}, headers=headers, environ_overrides=self._from)
        return self._checked(sent)

    def raw(self, path: str, body: bytes, kind: str = "application/json", method: str = "POST") -> TestResponse:
        """Send these very bytes."""
        sent = self._client.open(ROOT + path, method=method, data=body, content_type=kind, environ_overrides=self._from)
        return self._checked(sent)

    def talk(self, path: str, body: object = None, key: str = "") -> dict[str, Any]:
        """Send, and read the conversation that comes."""
        answer = self.post(path, body, key)
        assert answer.status_code in (200, 201), answer.text
        told: dict[str, Any] = answer.get_json()
        return told

    def _checked(self, answer: TestResponse) -> TestResponse:
        assert "Set-Cookie" not in answer.headers
        return answer
