"""The town of the figures' pages, whose reports are read, and a server that takes its letters."""

from tests.admin.statistics.conftest import ada, database_url, history, workplace
from tests.mail_gateway.conftest import smtp, smtp_server

__all__ = ["ada", "database_url", "history", "smtp", "smtp_server", "workplace"]
