"""Pages of indicators: what stands, and the forms that enter it."""
