"""How plans write: text, numbers, units, and names of agencies. Used by every later stage.

In: printed text. Out: plain values (Decimal, unit, name). Knows no Django and no database.
"""
