"""One connection to a broker. The only module that knows paho.

Every connection is a new paho client with a clean start: nothing of an earlier one is ever sent again. paho's thread
carries the messages, and its callbacks only hand them on.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from paho.mqtt.client import Client as PahoClient
from paho.mqtt.client import ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from locker_driver.mqtt.access import Access
from locker_driver.mqtt.messages import (
    BrokerUp,
    ClientEvent,
    Identity,
    Message,
    Publication,
    PublishRefused,
    Subscription,
)

KEEPALIVE_S: Final = 10
CONNECT_S: Final = 5.0
GOODBYE_S: Final = 1.0

# paho leaves this constructor without types.
_properties: Callable[[int], Properties] = Properties


class BrokerRefusedError(Exception):
    """The broker does not want us, or we do not trust it: trying again at once is useless."""


class Session:
    """One connection, from its attempt to its end."""

    def __init__(
        self,
        access: Access,
        identity: Identity,
        subscriptions: Sequence[Subscription],
        hear: Callable[[ClientEvent], None],
    ) -> None:
        self._access = access
        self._subscriptions = subscriptions
        self._hear = hear
        self._ended = threading.Event()
        self._cause = "the connection ended"
        self._refusal = ""
        self._up = False
        self._unacknowledged: dict[int, str] = {}
        self._paho = self._make(identity)

    def _make(self, identity: Identity) -> PahoClient:
        paho = PahoClient(
            CallbackAPIVersion.VERSION2,
            client_id=identity.client_id,
            protocol=MQTTProtocolVersion.MQTTv5,
            reconnect_on_failure=False,
        )
        paho.connect_timeout = CONNECT_S
        if self._access.tls is not None:
            paho.tls_set_context(self._access.tls)
        if self._access.username:
            paho.username_pw_set(self._access.username, self._access.password)
        will = identity.gone
        paho.will_set(will.topic, will.payload, qos=1, retain=will.retain)
        paho.on_socket_open = _no_delay
        paho.on_connect = self._connected
        paho.on_subscribe = self._subscribed
        paho.on_message = self._message
        paho.on_publish = self._published
        paho.on_disconnect = self._disconnected
        return paho

    def connect(self) -> None:
        """Raises OSError, and BrokerRefusedError if the certificates do not fit."""
        try:
            self._paho.connect(self._access.host, self._access.port, KEEPALIVE_S, clean_start=True)
        except ssl.SSLCertVerificationError as error:
            raise BrokerRefusedError(f"its certificate is not trusted: {error.verify_message}") from error
        except ssl.SSLError as error:
            raise BrokerRefusedError(f"TLS fails: {error.reason}") from error

    def serve(self, stopping: threading.Event) -> tuple[bool, str]:
        """Carry messages until the end: whether it was ever up, and why it ended. Raises BrokerRefusedError."""
        self._paho.loop_start()
        if stopping.is_set():
            self.end()
        self._ended.wait()
        self._paho.loop_stop()
        if self._refusal:
            raise BrokerRefusedError(self._refusal)
        return self._up, self._cause

    def publish(self, publication: Publication) -> bool:
        if not self._up or self._ended.is_set():
            return False
        properties = _properties(PacketTypes.PUBLISH)
        if publication.expiry_s:
            properties.MessageExpiryInterval = publication.expiry_s
        info = self._paho.publish(
            publication.topic, publication.payload, publication.qos, publication.retain, properties=properties
        )
        if publication.qos and info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS:
            self._unacknowledged[info.mid] = publication.topic
        return info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS

    def end(self) -> None:
        """Take leave: with the will, so that one message serves every kind of end."""
        self._paho.disconnect(reasoncode=ReasonCode(PacketTypes.DISCONNECT, "Disconnect with will message"))
        if not self._ended.wait(GOODBYE_S):
            self.cut()
            self._ended.set()

    def cut(self) -> None:
        sock: Any = self._paho.socket()
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    # --- paho's callbacks, on its thread ------------------------------------------------------------------------

    def _connected(
        self, paho: PahoClient, _data: object, _flags: ConnectFlags, reason: ReasonCode, _properties: Properties | None
    ) -> None:
        if reason.is_failure:
            self._refusal = f"it refuses us: {reason.getName()}"
            paho.disconnect()
            return
        if not self._subscriptions:
            self._ready()
            return
        paho.subscribe([(each.topic_filter, _options(each)) for each in self._subscriptions])

    def _subscribed(
        self, paho: PahoClient, _data: object, _mid: int, reasons: list[ReasonCode], _properties: Properties | None
    ) -> None:
        for wanted, reason in zip(self._subscriptions, reasons, strict=True):
            if reason.is_failure:
                self._refusal = f"it does not let us listen to {wanted.topic_filter}: {reason.getName()}"
                paho.disconnect()
                return
        self._ready()

    def _ready(self) -> None:
        self._up = True
        self._hear(BrokerUp())

    def _message(self, _paho: PahoClient, _data: object, message: MQTTMessage) -> None:
        with suppress(UnicodeDecodeError):
            self._hear(Message(message.topic, bytes(message.payload), message.retain))

    def _published(
        self, _paho: PahoClient, _data: object, mid: int, reason: ReasonCode, _properties: Properties
    ) -> None:
        topic = self._unacknowledged.pop(mid, "")
        if reason.is_failure:
            self._hear(PublishRefused(topic, reason.getName()))

    def _disconnected(
        self,
        _paho: PahoClient,
        _data: object,
        flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        self._up = False
        said_so = flags.is_disconnect_packet_from_server
        self._cause = f"it ended the connection: {reason.getName()}" if said_so else "the connection ended"
        self._ended.set()


def _no_delay(_paho: PahoClient, _data: object, sock: Any) -> None:
    # paho leaves Nagle's algorithm on, which costs 40 ms a round trip.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _options(subscription: Subscription) -> SubscribeOptions:
    return SubscribeOptions(qos=0, retainAsPublished=subscription.commands)
