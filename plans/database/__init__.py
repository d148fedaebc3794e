"""What SQLite and PostgreSQL each say in their own way: all of it is here, and nowhere else (tests/test_structure.py).

A database that speaks as PostgreSQL does, of another maker, is a setting: DATABASE_ENGINE.
"""
