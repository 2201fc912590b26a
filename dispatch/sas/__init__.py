"""Unscheduled care: OSNP find who sees a patient, as a doctor decided.

Takes an orientation to a practitioner; gives calls logged, an appointment, or the way back to the doctor. The case waits in the queue of
OSNP meanwhile (`dispatch.cases.orientation`).
"""
