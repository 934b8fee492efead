"""MaxResults and NextToken. Source: EC2 developer guide, "Pagination". Tokens are our own."""

from typing import Any


def page(response: Any, items: list[Any], most: int, size_name: str = "MaxResults") -> tuple[list[Any], str | None]:
    """One page and the next page's token; `most` is the size when the caller names none."""
    start, size = int(response._get_param("NextToken", 0)), int(response._get_param(size_name, most))
    return items[start : start + size], str(start + size) if start + size < len(items) else None
