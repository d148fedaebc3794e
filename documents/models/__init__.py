"""Documents that were read, and figures that were made final."""

from documents.models.imports import Import
from documents.models.snapshots import Snapshot, SnapshotFigure, SnapshotTask

__all__ = ["Import", "Snapshot", "SnapshotFigure", "SnapshotTask"]
