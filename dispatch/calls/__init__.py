"""Who called, from where. Takes what the telephone exchange announces; gives the call with the open cases it may be about.

What a call does to a case (pick-up, attachment, filing, where the caller is) is orchestrated by `cases`, which may read this step.
"""
