"""Documents that were read, heads of tables that a person named, and figures that were made final."""

from documents.models.imports import Import
from documents.models.shapes import TableShape
from documents.models.snapshots import Snapshot, SnapshotFigure, SnapshotTask

__all__ = ["Import", "Snapshot", "SnapshotFigure", "SnapshotTask", "TableShape"]
