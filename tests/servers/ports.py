"""Finding a TCP port on loopback that stays ours while a server is stopped and started again."""

import secrets
import socket

# Linux hands out 32768 and up to outgoing connections (ip_local_port_range); a port below cannot be taken
# by one of them while a test has its server stopped.
_LOWEST, _HIGHEST = 20_000, 32_767
_TRIES = 200


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port on `host` that nobody listens on now; raises OSError when none was found."""
    for _ in range(_TRIES):
        port = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST + 1)
        if _is_free(host, port):
            return port
    raise OSError(f"no free port found on {host} in {_TRIES} tries")


def accepts_connections(host: str, port: int) -> bool:
    """Say whether something answers on the port."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        # Old connections in TIME_WAIT do not stop the servers, which set the same option.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
