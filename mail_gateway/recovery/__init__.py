"""What happens when a mail cannot be read, or a backup was restored."""
