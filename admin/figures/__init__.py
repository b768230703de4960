"""The numbers: every contact's facts, their monthly sums, and the measures that are made of them."""
