"""The fleet as operators see it: crew, availability, visibility, garde, and who is busy.

Takes what crews and missions say about vehicles; gives `VehicleView`. Region-wide, without any medical word. `occupancy` holds the one rule
the database itself keeps: one active and one reserved mission per vehicle and per team.
"""
