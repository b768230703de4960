"""The settings' start page and the mailboxes, and the addresses of all the settings' pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from admin.auth import needs_role
from admin.post_room.standing import standing_of
from admin.settings import words
from admin.settings.departments import views as departments
from admin.settings.groups import views as groups
from admin.settings.hours import views as hours
from admin.settings.log.views import log_page
from admin.settings.overview import gaps
from admin.settings.reply_templates import views as templates
from admin.settings.saving import READ_ROLES, WRITE_ROLES, may_change_settings, may_see_settings
from admin.settings.town.views import save_town, town_page
from assistant.chat.web import keep_out_of_caches, the_services


def start() -> ResponseReturnValue:
    """The rooms as cards, and what is missing in them."""
    services = the_services()
    with services.database.reading() as session:
        missing = gaps(session, services.settings.mail)
    return render_template("settings/start.html", missing=missing)


def mailboxes() -> ResponseReturnValue:
    """The mailboxes of the settings file with how each stands; they are changed there, by whoever runs the system."""
    services = the_services()
    with services.database.reading() as session:
        standing = standing_of(session, services)
    mail = services.settings.mail
    boxes = list(zip(standing.mailboxes, mail.mailboxes, strict=True))
    return render_template("settings/mailboxes.html", boxes=boxes, mail=mail, words=words)


_DEPARTMENT, _GROUP, _TEMPLATE = (
    "/forvaltningar/<int:department_id>",
    "/svarsgrupper/<int:group_id>",
    "/mallar/<int:template_id>",
)
_LOOKED_AT = (
    ("", "start", start),
    ("/brevlador", "mailboxes", mailboxes),
    ("/logg", "log_page", log_page),
    ("/kommunen", "town_page", town_page),
    ("/forvaltningar", "department_list", departments.department_list),
    (_DEPARTMENT, "department_page", departments.department_page),
    (f"{_DEPARTMENT}/oppettider", "hours_page", hours.hours_page),
    ("/svarsgrupper", "group_list", groups.group_list),
    (_GROUP, "group_page", groups.group_page),
    ("/mallar", "template_list", templates.template_list),
    (_TEMPLATE, "template_page", templates.template_page),
)
_FOR_CHANGING = (
    ("/forvaltningar/ny", "new_department", departments.new_department),
    ("/svarsgrupper/ny", "new_group", groups.new_group),
    ("/mallar/ny", "new_template", templates.new_template),
)
_DONE = (
    ("/kommunen", "save_town", save_town),
    ("/forvaltningar/ny", "add_department", departments.add_department),
    (_DEPARTMENT, "save_department", departments.save_department),
    (f"{_DEPARTMENT}/ta-bort", "remove_department", departments.remove_department),
    (f"{_DEPARTMENT}/oppettider", "save_week", hours.save_week),
    (f"{_DEPARTMENT}/oppettider/undantag", "add_exception", hours.add_exception),
    (f"{_DEPARTMENT}/oppettider/undantag/ta-bort", "remove_exception", hours.remove_exception),
    ("/svarsgrupper/ny", "add_group", groups.add_group),
    (_GROUP, "save_group", groups.save_group),
    (f"{_GROUP}/personer", "change_people", groups.change_people),
    (f"{_GROUP}/ta-bort", "remove_group", groups.remove_group),
    ("/mallar/ny", "add_template", templates.add_template),
    (_TEMPLATE, "save_template", templates.save_template),
    (f"{_TEMPLATE}/ta-bort", "remove_template", templates.remove_template),
    (f"{_TEMPLATE}/tillbaka", "restore_template", templates.restore_template),
)


def settings_blueprint() -> Blueprint:
    """The pages: managers and administrators read them, administrators alone change anything."""
    blueprint = Blueprint("settings", __name__, template_folder="templates", url_prefix="/installningar")
    read, write = needs_role(*READ_ROLES), needs_role(*WRITE_ROLES)
    for rule, endpoint, view in _LOOKED_AT:
        blueprint.add_url_rule(rule, endpoint, read(view))
    for rule, endpoint, view in _FOR_CHANGING:
        blueprint.add_url_rule(rule, endpoint, write(view))
    for rule, endpoint, view in _DONE:
        blueprint.add_url_rule(rule, endpoint, write(view), methods=["POST"])
    blueprint.add_app_template_global(may_see_settings)
    blueprint.add_app_template_global(may_change_settings)
    blueprint.after_request(keep_out_of_caches)
    return blueprint
