"""The whole system in one file, and back: `manage.py backup`, `manage.py restore`.

The file is a zip: the rows of every table as lines of JSON, the files people added, the secret key, and `manifest.json`
with a checksum of each. It is the same from SQLite and from PostgreSQL, and goes into either; one of an older version
is loaded as it was, then migrated. With a passphrase, the zip is locked within another (age).
"""
