"""Every door to the outside, and nothing else: MQTT, HTTP, the worker's timers and the command line. Doors do not know each other."""
