"""Real servers for the tests: PostgreSQL, Dovecot, a scriptable SMTP server and Chromium, all on this machine."""
