"""The vehicle boxes' door: one broker session per partition, bytes to wire types and back, and the orders sent to boxes."""
