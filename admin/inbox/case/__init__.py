"""One case: its page, and everything that a handler does with it."""
