"""A resident's own case, on a page that only its unguessable code leads to."""
