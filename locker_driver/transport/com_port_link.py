"""A serial server that lets us set the speed of its port (RFC 2217)."""

import time
from typing import Final

from locker_driver.transport.address import TcpAddress
from locker_driver.transport.com_port import ComPortClient
from locker_driver.transport.link import WaitFor
from locker_driver.transport.tcp_link import TcpLink, open_tcp

NEGOTIATE_S: Final = 3.0


class ComPortLink:
    """A connection whose far port has our settings."""

    def __init__(self, tcp: TcpLink, client: ComPortClient) -> None:
        self._tcp = tcp
        self._client = client

    def fileno(self) -> int:
        return self._tcp.fileno()

    def write(self, data: bytes) -> None:
        self._tcp.write(self._client.escape(data))

    def read(self) -> bytes:
        plain = self._client.feed(self._tcp.read())
        self.speak()
        return plain

    def speak(self) -> None:
        """Send what the protocol has to say."""
        if data := self._client.to_send():
            self._tcp.write(data)

    def close(self) -> None:
        self._tcp.close()


def open_com_port(address: TcpAddress, baud: int, wait_for: WaitFor) -> ComPortLink:
    """Raises LinkError, within CONNECT_S for name and addresses and NEGOTIATE_S for the settings."""
    client = ComPortClient(baud)
    link = ComPortLink(open_tcp(address, wait_for), client)
    until_s = time.monotonic() + NEGOTIATE_S
    try:
        link.speak()
        while not client.ready:
            wait_for(link.fileno(), until_s)
            link.read()  # bytes from before our settings mean nothing
    except BaseException:
        link.close()
        raise
    return link
