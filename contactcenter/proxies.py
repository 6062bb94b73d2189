"""Whose request it is, where proxies of our own stand before us (`TRUSTED_PROXIES`)."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def networks(written: list[str]) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks, such as 10.0.0.7 or 10.0.0.0/8. ValueError for anything else."""
    return [ip_network(one, strict=False) for one in written]


class ProxyMiddleware:
    """REMOTE_ADDR becomes the address of whoever asked the first of our proxies, so that lock-out and audit trail see people.

    Read from the right end of X-Forwarded-For, where our own proxies write: whatever a client put there itself stands further left.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response, self.trusted = get_response, networks(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.trusted:
            request.META["REMOTE_ADDR"] = self.asker(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))
        return self.get_response(request)

    def asker(self, peer: str, forwarded: str) -> str:
        """The first address, from the peer leftwards, that is none of our proxies; the last that can be read."""
        for hop in [one.strip() for one in reversed(forwarded.split(","))]:
            if not self.is_ours(peer) or not _is_address(hop):
                break
            peer = hop
        return peer

    def is_ours(self, address: str) -> bool:
        return _is_address(address) and any(ip_address(address) in network for network in self.trusted)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
