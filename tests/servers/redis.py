"""A real Redis server on loopback, which forgets everything when it stops."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers.ports import accepts_connections, free_port
from tests.servers.process import ServerProcess, private_folder, server_account


@contextmanager
def redis_server() -> Iterator[str]:
    """Run the server; yields its address."""
    account, port = server_account("redis"), free_port()
    with private_folder("redis", account) as folder:
        options = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--save", "", "--appendonly", "no"]
        server = ServerProcess(["redis-server", *options], account, folder / "log")
        server.start(lambda: accepts_connections("127.0.0.1", port))
        try:
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.stop()
