"""Wordings that residents used, proposed for the entries they were answered with; an editor says yes or no."""
