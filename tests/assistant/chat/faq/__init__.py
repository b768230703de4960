"""The searchable questions and answers."""
