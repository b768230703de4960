"""The tests of knowledge.checklists."""
