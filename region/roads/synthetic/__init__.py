"""A plausible road network for a country of which only the communes are known. Repeatable, and marked as synthetic.

Lanes join towns and hamlets, the better roads are the lanes most used between larger towns, motorways and bridges are authored
(`region/normandy/{axes,seine,bridges}.csv`), streets fill the towns.
"""
