"""The proof: the town's test questions, how the assistant does on them, and what a change would do to them."""
