"""A server that speaks TLS with a certificate nobody has vouched for."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.timezone import now

HELLO = b"220 here\r\n"


@dataclass
class SealedServer:
    port: int
    certificate: Path
    shaken: list[str] = field(default_factory=list)


def _certificate(directory: Path, name: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    itself = x509.BasicConstraints(ca=True, path_length=None)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(itself, critical=True)
        .sign(key, hashes.SHA256())
    )
    path = directory / f"{name}.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(
            pem,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(pem)
    )
    return path


def _serve(door: socket.socket, server: SealedServer) -> None:
    """Shake hands with whoever comes, note how it went, say one line and part."""
    seal = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    seal.load_cert_chain(server.certificate)
    while True:
        try:
            line, _who = door.accept()
        except OSError:
            return
        try:
            with seal.wrap_socket(line, server_side=True) as sealed:
                server.shaken.append("sealed")
                sealed.sendall(HELLO)
        except OSError:
            server.shaken.append("broken off")
            line.close()


@contextmanager
def sealed_server(directory: Path, name: str = "localhost") -> Iterator[SealedServer]:
    """Let it listen; with its certificate trusted the same callers get through."""
    door = socket.create_server(("127.0.0.1", 0))
    server = SealedServer(door.getsockname()[1], _certificate(directory, name))
    thread = threading.Thread(target=_serve, args=(door, server), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()
        thread.join(5)
