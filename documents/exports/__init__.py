"""Files out: a list as XLSX or CSV at its own address, made at once, or in the background where it is long."""

from documents.exports.listing import Form, Listing, listing_output, table_listing
from documents.exports.output import Output, export

__all__ = ["Form", "Listing", "Output", "export", "listing_output", "table_listing"]
