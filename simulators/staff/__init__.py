"""People who regulate through the API and the live websocket, at people's pace. Each post can be left to a person.

`desk.py` what a centre's staff share and how a post works · `call_taker.py` ARM · `doctor.py` MRU and MRL · `follow_up.py` ARM suivi ·
`osnp.py` OSNP.
"""
