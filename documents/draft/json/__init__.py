"""A draft ↔ the JSON object of domain.md §4, which a review is stored as and the commands print.

Beyond what §4 names the object holds what a plan also is (kind, phases, keys, …), so that nothing is
lost between export and import.
"""

from documents.draft.json.reader import from_object
from documents.draft.json.writer import as_object, unreadable_object

__all__ = ["as_object", "from_object", "unreadable_object"]
