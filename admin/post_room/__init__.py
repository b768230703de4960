"""The page of the post-room: what was fetched, what became of it, and what stands still."""
