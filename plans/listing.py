"""Long lists in pages."""

from typing import Any

from django_tables2 import RequestConfig

from plans.request import Request

PER_PAGE = 100


def ordered(request: Request, table: Any) -> Any:
    """Sort a table as the address asks, and return its rows, in their order."""
    RequestConfig(request, paginate=False).configure(table)
    return table.data.data


def paged(request: Request, table: Any) -> Any:
    """Sort a table as the address asks and cut it into pages; a page that there is not is the nearest one."""
    ordered(request, table)
    table.paginate(page=1, per_page=PER_PAGE)  # from here on its rows are counted, not loaded
    asked, last = request.GET.get(table.page_field, ""), table.paginator.num_pages
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    table.paginate(page=min(max(number, 1), last), per_page=PER_PAGE)
    return table
