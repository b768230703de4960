"""How a figure is rounded wherever it is shown, so that page, picture, file and letter say the same. Pure.

Python rounds a half to the even neighbour, and so do its formats and Babel's: 12.5 % would be 12 in a picture and 13
on its page.
"""

from __future__ import annotations

import math


def half_up(value: float, decimals: int = 0) -> float:
    """The value with so many decimals, a half upwards, as people round."""
    scale = 10.0**decimals
    return math.floor(value * scale + 0.5) / scale
