"""A block copied from a spreadsheet → which fields of a sheet it fills, shown before it does; for all sheets alike."""
