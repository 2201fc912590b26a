"""Regulation, the second flow: call → case → decision → mission → vehicle. What is done about it.

A step reads earlier steps, never later ones: (missions | sas) > assignment > decisions > cases > (calls | vehicles). A lower step that must
cause something higher writes a fact, and the worker's reactions call the higher step.

Rows are always locked in this order, so that two commands never wait for each other: call, mission, case, decision, occupancy, vehicle.
"""
