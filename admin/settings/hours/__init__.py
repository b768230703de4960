"""A department's opening hours: its week, the days that differ, and what residents will see."""
