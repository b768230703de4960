"""A certificate authority of the tests' own and a certificate for loopback, so that TLS is checked for real."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

# Python 3.13 checks by RFC 5280 (VERIFY_X509_STRICT), so key usage and key identifiers must be there.
_AUTHORITY = """\
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
"""
_SERVER = """\
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:localhost, IP:127.0.0.1
"""


@dataclass(frozen=True)
class Certificate:
    """A server's certificate and key, and the authority a client must trust to accept them."""

    ca_file: Path
    cert_file: Path
    key_file: Path


def make_certificate(folder: Path) -> Certificate:
    """Make an authority and a certificate for localhost and 127.0.0.1 in `folder`, valid for two days."""
    _sign(folder, "ca", "Test authority", _AUTHORITY, "-signkey", "ca.key")
    _sign(folder, "server", "localhost", _SERVER, "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
    return Certificate(folder / "ca.pem", folder / "server.pem", folder / "server.key")


def _sign(folder: Path, name: str, common_name: str, extensions: str, *signer: str) -> None:
    (folder / f"{name}.ext").write_text(extensions, encoding="utf-8")
    _openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")
    _openssl(folder, "req", "-new", "-key", f"{name}.key", "-subj", f"/CN={common_name}", "-out", f"{name}.csr")
    request = ["-in", f"{name}.csr", "-out", f"{name}.pem", "-days", "2", "-extfile", f"{name}.ext"]
    _openssl(folder, "x509", "-req", *request, *signer)


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
