"""The commands, one file a subject; each is a door: it opens services, does one thing and commits."""
