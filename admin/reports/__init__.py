"""Reports of the figures: a letter each month, a page for the year, and the plan of what is to become better."""
