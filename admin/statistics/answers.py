"""What the figures' addresses answer besides pages: pictures kept until they change, files that no browser opens."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence

from flask import Response, abort, make_response, request

from admin.charts.drawing import svg
from admin.charts.pen import PictureUndrawn
from admin.charts.picture import Bars, Look, Picture
from admin.figures.export.table import Table
from admin.statistics import files

log = logging.getLogger(__name__)

# An SVG holds style attributes; it is a picture, and may do nothing else.
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
# No browser may open a file here, under our address.
_FILE_POLICY = "default-src 'none'; sandbox"


def drawn(picture: Picture | None) -> Response:
    """The picture for the look that the address asks for; an empty sheet where there is nothing to show.

    503 where it cannot be drawn now.
    """
    look = Look(narrow=request.args.get("smal") == "1", dark=request.args.get("mork") == "1")
    try:
        picture_file = svg(picture or Bars(()), look)
    except PictureUndrawn:
        # The page stands without it: its words are the picture's alternative, and the table is beside.
        log.exception("a picture could not be drawn")
        abort(503)
    answer = make_response(picture_file)
    answer.mimetype = "image/svg+xml"
    answer.set_etag(hashlib.sha256(picture_file).hexdigest()[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = _PICTURE_POLICY
    answer.make_conditional(request)
    return answer


def filed(tables: Sequence[Table], form: files.Form, name: str) -> Response:
    """The tables as a file to keep, called `name` with its ending."""
    answer = Response(files.written(tables, form), content_type=files.CONTENT_TYPES[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form.value}")
    answer.headers["Content-Security-Policy"] = _FILE_POLICY
    return answer


def kept_private(response: Response) -> Response:
    """Figures are kept by nobody on the way, unless the answer says how."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
