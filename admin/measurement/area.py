"""The ten areas that are measured (facts/municipality.md 2), and which one a department's name tells of."""

from __future__ import annotations

import enum


class Area(enum.Enum):
    """An area of the national measure; the value stands in the bank's file."""

    BUILDING = "bygglov"
    PRESCHOOL = "forskola"
    SCHOOL = "grundskola"
    SOCIAL = "individ_och_familj"
    ENVIRONMENT = "miljo_och_halsa"
    STREETS = "gator_och_vagar"
    ELDERLY = "aldreomsorg"
    DISABILITY = "handikappomsorg"
    CULTURE = "kultur_och_fritid"
    MANAGEMENT = "kommunledning"


# Beginnings of words, the most telling first: "Konsument och överförmyndare" is nobody's but the management's.
_SIGNS: tuple[tuple[Area, tuple[str, ...]], ...] = (
    (Area.PRESCHOOL, ("förskol", "barnomsorg")),
    (Area.SCHOOL, ("grundskol", "skol", "gymnasi", "utbildning")),
    (Area.SOCIAL, ("individ", "familj", "social", "bistånd", "försörjning")),
    (Area.ELDERLY, ("äldre", "hemtjänst", "vård")),
    (Area.DISABILITY, ("handikapp", "funktion", "lss", "stöd")),
    (Area.BUILDING, ("bygg", "plan", "samhällsbyggnad", "kart")),
    (Area.STREETS, ("gat", "väg", "park", "teknisk", "trafik", "avfall", "vatten")),
    (Area.ENVIRONMENT, ("miljö", "hälso", "livsmedel", "räddning", "sotning")),
    (Area.CULTURE, ("kultur", "fritid", "bibliotek", "idrott")),
)


def area_of(department: str) -> Area:
    """The area that a department's name tells of; what tells of none is the management's."""
    words = department.lower().replace("-", " ").split()
    found = (area for area, signs in _SIGNS if any(word.startswith(signs) for word in words))
    return next(found, Area.MANAGEMENT)
