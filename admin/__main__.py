"""`python -m admin`: the command `forstalinjen`, for programs that start it with their own interpreter."""

from admin.cli import main

main(prog_name="forstalinjen")
