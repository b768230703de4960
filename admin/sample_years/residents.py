"""Who writes to a made-up town: named residents, the same for the same number."""

from __future__ import annotations

import random

_FIRST = """Anna Maria Eva Karin Lena Sara Emma Malin Ida Linnéa Fatima Amina Ingrid Birgitta Åsa Erik Lars Karl
Anders Johan Per Nils Jan Olof Mikael Oskar Ali Omar Björn Sten""".split()
_LAST = """Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson Lindberg Ekström
Berg Sandberg Öberg Åkesson Holm Nyström Lundgren Hedlund Haddad Hassan Kowalska Virtanen Nordin Wik Ek""".split()


def resident_named(number: int) -> dict[str, object]:
    """The facts of one resident; the same for the same number."""
    chance = random.Random(number)  # noqa: S311 - the same town each time
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    local = f"{first}.{last}{number}".lower().translate(str.maketrans("åäöé", "aaoe"))
    return {"id": number, "name": f"{first} {last}", "email": f"{local}@post.example", "phone": ""}
