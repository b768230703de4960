"""One conversation is one case: its messages, events, mail to send and log."""
