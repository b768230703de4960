"""Response groups: who is in them, who leads them, and what they are for."""
