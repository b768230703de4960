"""The entries' pages: every approved answer with its life, its history and its review, for the departments' editors."""
