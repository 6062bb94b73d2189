"""The address the web process answers at: `HOST` and `PORT`."""

import errno
import ipaddress
import os
import socket
from dataclasses import dataclass

from contactcenter.problems import Problem


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Reached from this machine only: what the demo's known log-ins require."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def reached_at(self) -> str:
        """The host to connect to: a server that listens everywhere is asked on the loopback."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    @property
    def url(self) -> str:
        host = f"[{self.reached_at}]" if ":" in self.reached_at else self.reached_at
        return f"http://{host}:{self.port}"


def find_address() -> Address:
    """What the environment asks for, when it is free."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"PORT={text} is no port: choose a number from 1024 to 65535.")
    address = Address(os.environ.get("HOST") or "127.0.0.1", int(text))
    _check_free(address, f"PORT={address.port + 1 if address.port < 65535 else 8000}")
    return address


def _check_free(address: Address, other: str) -> None:
    try:
        family, kind, _, _, target = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            door.bind(target)
    except socket.gaierror:
        raise Problem(f"HOST={address.host} is no address of this machine.")
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Problem(f"Port {address.port} on {address.host} is taken by another program: choose another, such as {other}.")
        if error.errno in (errno.EACCES, errno.EPERM):
            raise Problem(f"Port {address.port} is reserved for the system: choose one from 1024 to 65535.")
        raise Problem(f"HOST={address.host} is no address of this machine.")
