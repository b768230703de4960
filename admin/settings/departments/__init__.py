"""Departments: their details, what they promise, and whether one may be removed."""
