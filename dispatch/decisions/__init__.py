"""What a doctor decided, per patient (or for the case while none is known). Appended, never edited; in force until replaced or withdrawn.

Takes a doctor's entry; gives decisions in force, which unlock only what their means cover, for their patient. Ending one is a fact: later
steps propose, never send, the cancellation of what runs.
"""
