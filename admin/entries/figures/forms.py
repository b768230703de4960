"""What the address of the figures' list carries: in which order, and whose entries."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from admin.inbox.forms import read_page
from admin.settings.forms import read_id


class Order(enum.Enum):
    """What stands first; the value stands in the address."""

    MOST_USED = ""
    LEAST_USED = "minst"
    NOT_HELPED = "hjalpte-inte"


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; `department` None is all of them."""

    order: Order = Order.MOST_USED
    department: int | None = None
    page: int = 1


def read_wanted(arguments: Mapping[str, str]) -> Wanted:
    """The list's choices; one that we do not know is the usual."""
    order = next((one for one in Order if one.value == arguments.get("ordning")), Order.MOST_USED)
    return Wanted(order, read_id(arguments.get("forvaltning")), read_page(arguments))
