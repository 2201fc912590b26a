"""The country we drive in: files in, values out. Pure: no database, no network.

`places` reads the small built-in Normandy of `region/normandy/*.csv`; what is real in it and what is invented: docs/data.md.
"""
