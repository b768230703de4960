"""Where an entry is written: its form, what it will look like, and what there is to say about it meanwhile."""
