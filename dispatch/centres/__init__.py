"""How centres work together: a case read elsewhere or handed over, a vehicle asked for, an incident two of them opened.

Highest step of dispatch: a transfer carries the call, an answered request engages.
"""
