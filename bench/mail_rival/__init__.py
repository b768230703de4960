"""django-helpdesk on the same mails: an environment of its own, a small project, and its own command `get_email`."""
