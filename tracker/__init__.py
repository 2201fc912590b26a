"""Where the vehicles are.

Takes fixes from the doors, gives each a verdict, keeps the newest per vehicle, tells the screens, and stores all of them.
A fix is published at once and receipted once stored (`docs/life-of-a-position.md`).
"""
