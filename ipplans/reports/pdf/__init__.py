"""Pages and reports as PDF, from the style by which they are printed, in a process of its own."""
