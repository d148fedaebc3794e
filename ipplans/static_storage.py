"""Static files under names that hold a hash of their content, so that browsers may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULE_FOLDERS = ("entry", "forms", "shared")
# from "./queue.js"; the only way in which our modules import
IMPORT = (r"""(?P<matched>\bfrom "(?P<url>\.\.?/[^"]+\.js)";)""", 'from "%(url)s";')


class ModuleStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Also makes our own modules import each other under those names.

    Django's switch for this, `support_js_module_import_aggregation`, takes every script, those of installed
    packages as well: django-htmx names a file that does not exist in a comment, and the collection would fail.
    Modules must not import each other in a circle: the hash of each would depend on that of the other.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((f"{folder}/*.js", (IMPORT,)) for folder in MODULE_FOLDERS),
    )
