"""The way in: login with lock-out, a new password by a mailed link, and invitations."""
