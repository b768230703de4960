"""A resident who has the address of their own case, in a browser that knows nothing else of it."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.assistant.chat.site import Site, Visitor


class Owner:
    """A browser at /arende/<code>, which sends the page's forms as they stand on it."""

    def __init__(self, site: Site, code: str) -> None:
        """Open the page once."""
        self.client: FlaskClient = site.app.test_client()
        self.address = f"/arende/{code}"
        self.page = self.client.get(self.address).text

    def send(self, step: str, page: str | None = None, **fields: str) -> TestResponse:
        """Send one of the page's forms, and look at what comes."""
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|token)" value="([^"]*)">', page or self.page))
        answer = self.client.post(f"{self.address}/{step}", data=hidden | fields)
        self.page = self.client.get(self.address).text if answer.status_code == 303 else answer.text
        return answer

    def read(self) -> str:
        """The page as a person reads it: no tags, single spaces."""
        body = self.page[self.page.index("<main") : self.page.index("</main>")]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def see_again(self) -> str:
        """Load the page again and read it."""
        self.page = self.client.get(self.address).text
        return self.read()


def owner_of_only_case(site: Site) -> Owner:
    """Whoever has the address of the one case there is."""
    return Owner(site, site.only_case().code)


def asked(site: Site, question: str) -> Owner:
    """Somebody asked this in the chat, and opens their case elsewhere."""
    eva: Visitor = site.visitor()
    eva.ask(question)
    return owner_of_only_case(site)
