"""The settings' pages: what they read, keep, refuse, warn of and write down."""
