"""Review: what a person is asked about a draft, and what he or she decides.

In: a matched draft. Out: findings, the rows of the review page, forms for a row; a changed draft.
"""
