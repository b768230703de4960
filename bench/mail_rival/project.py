"""Runs in django-helpdesk's own environment: a project with one queue, one run of `get_email`, the result as JSON.

Reads {"folder", "imap": {"host", "port", "user", "password"}, "smtp": {"host", "port"}, "address"} from standard input.
Prints {"seconds": of get_email alone, "tickets": every ticket's submitter so far, "fault": the error it stopped at}.
"""

import io
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

_APPS = ("auth", "contenttypes", "sessions", "sites", "messages", "staticfiles", "humanize", "admin")


def main() -> None:
    """One run of get_email, as cron would start it."""
    asked = json.load(sys.stdin)
    _configure(Path(asked["folder"]), asked["smtp"])
    _prepare(asked["imap"], asked["address"])
    heard = io.StringIO()
    logging.getLogger("django.helpdesk").addHandler(logging.StreamHandler(heard))
    started = time.perf_counter()
    call_command("get_email")
    seconds = time.perf_counter() - started
    tickets = list(apps.get_model("helpdesk", "Ticket").objects.values_list("submitter_email", flat=True))
    lines = heard.getvalue().strip().splitlines()
    failed = any("Queue processing failed" in line for line in lines)
    print(json.dumps({"seconds": seconds, "tickets": tickets, "fault": lines[-1] if failed else ""}))


def _configure(folder: Path, smtp: dict[str, Any]) -> None:
    settings.configure(
        SECRET_KEY="bench" * 10,
        USE_TZ=True,
        TIME_ZONE="Europe/Stockholm",
        SITE_ID=1,
        MEDIA_ROOT=str(folder / "media"),
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "helpdesk.sqlite")}},
        INSTALLED_APPS=[*(f"django.contrib.{app}" for app in _APPS), "rest_framework", "helpdesk"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        EMAIL_HOST=smtp["host"],
        EMAIL_PORT=smtp["port"],
        DEFAULT_FROM_EMAIL="kontakt@bench.example",
        # The teams need another package, and get_email does not.
        HELPDESK_TEAMS_MODE_ENABLED=False,
    )
    django.setup()
    # Its letters hold links. Its own page addresses can be read only now that its tables are known.
    settings.ROOT_URLCONF = (path("", include("helpdesk.urls")),)


def _prepare(imap: dict[str, Any], address: str) -> None:
    """Tables, its own letter templates and one queue; only the first time. Every run finds the queue due."""
    queues = apps.get_model("helpdesk", "Queue").objects
    call_command("migrate", verbosity=0)
    if queues.count() == 0:
        call_command("loaddata", "emailtemplate.json", verbosity=0)
        queues.create(
            title="Kontakt",
            slug="kontakt",
            # There is no Swedish one; a queue whose language has no letters sends none.
            locale="en",
            email_address=address,
            allow_email_submission=True,
            email_box_type="imap",
            email_box_host=imap["host"],
            email_box_port=imap["port"],
            email_box_ssl=False,
            email_box_user=imap["user"],
            email_box_pass=imap["password"],
            email_box_imap_folder="INBOX",
            email_box_interval=0,
            logging_type="error",
        )
    queues.update(email_box_last_check=None)


if __name__ == "__main__":
    main()
