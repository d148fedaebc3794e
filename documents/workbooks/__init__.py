"""Workbooks: annexes and lists out; an agency's own workbook out and in.

In: figures, tasks, an entry grid, or an uploaded .xlsx. Out: the bytes of a workbook, or what an uploaded one would
change.
"""
