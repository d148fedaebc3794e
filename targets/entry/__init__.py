"""The entry of figures: what is typed into a cell, what must be explained, and the grid that stores it as a whole."""

from targets.entry.grid import EntryGrid

__all__ = ["EntryGrid"]
