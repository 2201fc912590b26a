"""Recorded drives, played through the broker by the reference box. `expected.py` says, on its own, what must be refused of them."""
