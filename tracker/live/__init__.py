"""The newest positions on their way to every screen.

The tracker's `feed` tells each API process what moved; its `replica` holds the whole fleet with an index; the `hub` fans changes out to the
screens on a tick. Redis carries the feed and the last states; it can be flushed or away without losing anything that is stored.
"""
