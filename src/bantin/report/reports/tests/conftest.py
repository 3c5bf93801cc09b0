"""The coverage register's small record, with the fixtures that its own tests use."""

from bantin.trace.coverage.tests.conftest import (  # noqa: F401
    _own_files,
    add,
    channel,
    clerk,
    correct,
    desk,
    edition,
    paper,
    roads,
)
