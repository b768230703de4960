"""The months' pages: when each was counted, what was said of it and what it would be today, frozen and thawed."""
