"""The departments' checklists in and out: dropped, planned, carried out, undone and exported."""
