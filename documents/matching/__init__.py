"""Matching: a draft meets what is stored: regions, agencies, catalogue entries, the rows of a plan.

In: a draft. Out: the draft under the names that are known, and which of its rows is which stored row.
"""
