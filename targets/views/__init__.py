"""Pages of indicators: what is stored, and the forms that enter it."""
