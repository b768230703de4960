"""The inbox's lists: which there are, their counters, filters and search, and how they stay fresh."""
