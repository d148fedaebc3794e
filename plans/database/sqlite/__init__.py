"""Django's SQLite backend, but with the number of values a statement takes asked of the library itself."""
