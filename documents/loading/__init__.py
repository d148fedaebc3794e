"""Loading: a reviewed draft → the rows of a stored plan, in one transaction.

In: a draft that nobody has questions on any more. Out: the difference to the stored plan, row by row; then the
stored plan itself, or `LoadRefused`, with nothing stored.
"""
