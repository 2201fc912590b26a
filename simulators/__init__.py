"""Vehicles, callers and staff that know only the wire: MQTT over TLS, REST and the live websocket.

Every choice comes from a seed, every pace from the domain clock. Start with `day.py`; `box.py` is the reference client for makers of boxes.
"""
