"""The searchable questions and answers: their lists, a page for each entry, and what residents say about it."""
