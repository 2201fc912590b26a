"""One engagement of one vehicle: its ground, orders, statuses and outcome.

Takes a decision (or another ground) and a vehicle; gives a mission whose order is told to the box until it says it has it, whose statuses
come from crews and operators, and whose end frees the vehicle. A status belongs to the vehicle-mission pair, never to the vehicle.
"""
