"""The pages where administrators see who works here, invite people, and say what each may do."""
