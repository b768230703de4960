"""Rows become a department's document again, in each of the forms that can be read."""
