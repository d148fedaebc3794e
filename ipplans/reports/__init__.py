"""What goes upstairs on paper: a plan's year, or a region's, gathered once, and written as workbook and as Word."""
