"""Lists of screens as rows to be taken along (documents/exports/listing.py): the same figures, in the same order."""
