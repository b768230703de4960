"""The gateway is killed everywhere, and afterwards every mail has one case or reason, and nobody two answers."""
