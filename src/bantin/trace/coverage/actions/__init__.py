"""What changes the coverage register: importing, tracing, looking back."""

from bantin.trace.coverage.actions.importing import (
    AT_ONCE,
    add_items,
    continue_import,
    import_address,
    import_feed,
    import_file,
    import_text,
)
from bantin.trace.coverage.actions.looking_back import continue_look_back, start_look_back
from bantin.trace.coverage.actions.tracing import trace_item, trace_waiting

__all__ = [
    "AT_ONCE",
    "add_items",
    "continue_import",
    "continue_look_back",
    "import_address",
    "import_feed",
    "import_file",
    "import_text",
    "start_look_back",
    "trace_item",
    "trace_waiting",
]
