"""The settings' pages: how the town is organised, what it promises, its texts, and who changed what."""
