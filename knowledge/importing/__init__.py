"""Checklists become entries: a plan first, then carried out as a whole, with a receipt that can be undone."""
