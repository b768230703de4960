"""Alembic's entrance: runs the migrations on the connection that `admin.schema` hands over."""

import sqlalchemy as sa
from alembic import context

from admin.tables import METADATA, is_ours
from knowledge.database import UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Our own column types are written as the plain ones they stand on, so that old migrations keep working."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


connection = context.config.attributes["connection"]
# render_as_batch: SQLite cannot alter a table in place, so Alembic copies it; PostgreSQL is not affected.
context.configure(
    connection=connection,
    target_metadata=METADATA,
    include_name=is_ours,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
