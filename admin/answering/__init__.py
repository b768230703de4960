"""The page where managers decide how far the assistant may go, and stop it."""
