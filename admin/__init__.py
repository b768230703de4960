"""The staff's door and the composition root: web application, command line and migrations."""
