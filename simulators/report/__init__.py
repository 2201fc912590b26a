"""The day that was, beside the day that should be: one page with plots, drawn from a record.

`page.write(record, file, language)` is the door; `measures.py` reads the record, `targets.py` holds every figure with its tolerance,
`charts.py` draws, `words.py` speaks French and English.
"""
