"""An agency's own workbook: downloaded, filled in offline, uploaded, compared cell by cell, stored as drafts."""

from documents.workbooks.entry.own_entry import OwnEntry, own_entry
from documents.workbooks.entry.reader import Uploaded, read_back
from documents.workbooks.entry.writer import entry_workbook

__all__ = ["OwnEntry", "Uploaded", "entry_workbook", "own_entry", "read_back"]
