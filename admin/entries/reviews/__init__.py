"""What must be reviewed: an editor's to-do list, and how far each department has come."""
