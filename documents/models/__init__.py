"""Documents that were read, heads of tables that a person named, figures that were made final, files being made."""

from documents.models.exports import Export
from documents.models.imports import Import
from documents.models.shapes import TableShape
from documents.models.snapshots import Snapshot, SnapshotFigure, SnapshotTask

__all__ = ["Export", "Import", "Snapshot", "SnapshotFigure", "SnapshotTask", "TableShape"]
