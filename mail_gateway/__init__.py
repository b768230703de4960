"""The post-room: the only door for e-mail, in and out."""
