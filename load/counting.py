"""The bare component ingest is compared with: a paho-mqtt subscriber, QoS 1 over TLS, that counts messages and does nothing else.

Run as a process of its own: `python -m load.counting`, with a `Count` as JSON on standard input; says READY, then prints seconds
from the first message to the last. MQTT 3.1.1, which is paho's fastest.
"""

import ssl
import sys
import time

import msgspec
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from gateways.mqtt import topics


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many messages to count, and where."""

    host: str
    port: int
    ca_file: str
    partition: str
    password: str
    messages: int


def main() -> None:
    """Subscribe, count to the end, tell."""
    count = msgspec.json.decode(sys.stdin.buffer.readline(), type=Count)
    heard, first, last = 0, 0.0, 0.0
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv311, clean_session=True)
    client.username_pw_set(f"tracker-{count.partition}", count.password)
    client.tls_set_context(ssl.create_default_context(cafile=count.ca_file))  # pyright: ignore[reportUnknownMemberType] # paho names no type of its context

    def on_message(_: paho.Client, __: object, ___: paho.MQTTMessage) -> None:
        nonlocal heard, first, last
        if not heard:
            first = time.perf_counter()
        heard += 1
        if heard == count.messages:
            last = time.perf_counter()
            client.disconnect()

    def on_connect(*_: object) -> None:
        client.subscribe(topics.up_filter(count.partition), 1)

    def on_subscribe(*_: object) -> None:
        print("READY", flush=True)

    client.on_message = on_message
    client.on_connect = on_connect
    client.on_subscribe = on_subscribe
    client.connect(count.host, count.port)
    client.loop_forever()
    print(last - first, flush=True)


if __name__ == "__main__":
    main()
