"""An agency's own workbook: downloaded, filled in offline, uploaded, compared cell by cell, stored as drafts."""

from documents.entry_workbook.read_back import Uploaded, read_back
from documents.entry_workbook.written import entry_workbook

__all__ = ["Uploaded", "entry_workbook", "read_back"]
