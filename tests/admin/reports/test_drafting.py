"""Drafts say what was measured against the goal and the year before, and nothing that chance explains."""

from __future__ import annotations

from admin.figures.sums import Share, Sums
from admin.reports.drafting import Draft, Observed, Year, draft, headlines


def drafted(*shares: Observed, now: Sums | None = None, before: Sums | None = None, **departments: Sums) -> Draft:
    """The draft of a year with these shares."""
    year = Year(shares, now or Sums(), before or Sums(), 90.0, "Besvarat inom 2 arbetsdagar", list(departments.items()))
    return draft(year)


def in_time(within: int, answered: int) -> Sums:
    """So many of the answered within two days."""
    return Sums(answered=answered, within_2=within)


def test_a_goal_is_reached_or_missed_by_so_much() -> None:
    """With what it is made of, and how much is missing; at least one point, since it is missed."""
    said = drafted(
        Observed("Fullständig avsändare", Share(100, 100), Share(0, 0), 100),
        Observed("Besvarat", Share(81, 100), Share(0, 0), 90),
        Observed("Nästan", Share(899, 1_000), Share(0, 0), 90),
    )
    assert said.strengths == ("Fullständig avsändare: 100 % (100 av 100). Målet 100 % är nått.",)
    assert said.deviations == (
        "Besvarat: 81 % (81 av 100). Målet är 90 %, det saknas 9 procentenheter.",
        "Nästan: 90 % (899 av 1\xa0000). Målet är 90 %, det saknas 1 procentenhet.",
    )


def test_the_year_before_counts_where_there_is_enough_of_both() -> None:
    """Three points or more; fewer repeat contacts are better; few contacts and unknown years say nothing."""
    better, worse = (Share(60, 100), Share(50, 100)), (Share(50, 100), Share(60, 100))
    said = drafted(
        Observed("Merinformation", *better),
        Observed("Svaret hjälpte", *worse),
        Observed("Återkommande", *worse, less=True),
        Observed("Lika", Share(52, 100), Share(50, 100)),
        Observed("Få", Share(20, 20), Share(0, 20)),
        Observed("Okänt", Share(50, 100), Share(0, 0)),
    )
    assert said.strengths == (
        "Merinformation: 60 %, 10 procentenheter högre än året före (50 %).",
        "Återkommande: 50 %, 10 procentenheter lägre än året före (60 %).",
    )
    assert said.deviations == ("Svaret hjälpte: 50 %, 10 procentenheter lägre än året före (60 %).",)


def test_waits_and_the_unanswered_are_told() -> None:
    """An hour or more longer or shorter; nobody left waiting is a strength."""
    slow, fast = (Sums(answered=100, waits_seconds=hours * 360_000) for hours in (12, 9))
    said = drafted(now=fast, before=slow)
    assert said.strengths == (
        "Väntetiden var i medeltal 9,0 tim arbetstid, 3,0 tim kortare än året före (12,0 tim).",
        "Inget ärende var obesvarat efter två veckor.",
    )
    # 10.24 and 9.16 hours are shown as 10.2 and 9.2: nobody who subtracts gets anything but 1.0.
    longer, shorter = (Sums(answered=100, waits_seconds=hundredths * 3_600) for hundredths in (1024, 916))
    assert drafted(now=longer, before=shorter).deviations[0].endswith("1,0 tim längre än året före (9,2 tim).")
    late = drafted(now=Sums(answered=98, late_2=2, unanswered_long=2), before=slow)
    assert late.deviations == ("2 ärenden (2 %) var obesvarade efter två veckor.",)
    few = drafted(now=Sums(answered=999, late_2=1, unanswered_long=1))
    assert few.deviations == ("1 ärende (mindre än 1 %) var obesvarat efter två veckor.",)


def test_departments_are_named_on_their_side_of_the_goal() -> None:
    """The best first among those who reach it, the worst first among the others; those with few are not judged."""
    said = drafted(Skola=in_time(95, 100), Park=in_time(70, 100), Vatten=in_time(60, 100), Liten=in_time(0, 10))
    assert said.strengths == ("Når målet 90 % för besvarat inom 2 arbetsdagar: Skola 95 %.",)
    assert said.deviations == ("Når inte målet 90 % för besvarat inom 2 arbetsdagar: Vatten 60 %, Park 70 %.",)


def test_an_empty_year_drafts_nothing_and_says_so() -> None:
    """No nought stands for what is unknown."""
    assert drafted() == Draft((), ())
    assert headlines(Sums(), (1, 2), "januari 2026") == (
        "Januari 2026 kom 0 ärenden. 0 av dem väntade på svar eller har fått det.",
        "Inget svar går att räkna på.",
    )
