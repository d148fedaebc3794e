"""The draft: a plan as plain values, with the findings on it, and its JSON (domain.md §4).

In: nothing; every later stage makes or changes these values. Out: `Draft`, `Finding`, the JSON object. Knows no
database.
"""
