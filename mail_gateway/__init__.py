"""The post-room: the only door for e-mail, in and out.

The line, top to bottom: runner, fetch (mailbox, `fetching/`), handling (`work/`), receive (parse, `parts/`, `reader/`,
screening, threading), then compose and deliver (`sending/`). What stops loops and floods is in `guards/`, what follows
a mail that cannot be read or a restored backup in `recovery/`.
"""
