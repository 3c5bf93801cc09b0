"""Which network addresses are public: the only ones that we dial."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_GLOBAL_V6 = IPv6Network("2000::/3")
_NOT_FOR_PAGES = [
    ip_network("192.88.99.0/24"),  # 6to4 relays
    ip_network("2001::/23"),  # Teredo and other protocol assignments
    ip_network("2002::/16"),  # 6to4: carries an IPv4 address
    ip_network("3fff::/20"),  # documentation
]


def is_public(text: str) -> bool:
    """Whether ``text`` (an address as the resolver gives it) is a public unicast address.

    Private, loopback, link-local, shared, reserved, multicast and documentation ranges are not,
    nor is any IPv6 form that wraps an IPv4 address.
    """
    address = ip_address(text.partition("%")[0])
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv6Address) and address not in _GLOBAL_V6:
        return False
    return not any(address in network for network in _NOT_FOR_PAGES)
