"""Reading: the bytes of a file → blocks (paragraphs and tables) → draft.

In: the name and bytes of a file, and the regions that are known. Out: a `Draft` whose values carry their place,
and the blocks it was read from; or `Unreadable`, in words. Documents are read in a process of their own, with bounds
on time and memory (`process.py`); `readers` has one module a format, `extract` turns blocks into a draft,
`plan_files` takes fixtures and exported plans, which state a plan outright.
"""
