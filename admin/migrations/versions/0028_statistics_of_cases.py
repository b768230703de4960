"""cases: which groups have confidential cases, told to PostgreSQL's planner"""

from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A group's cases are confidential all of them or none, mostly. Without this the planner takes the two for
    # independent, and walks past every case of the town to find one that is not there. SQLite keeps no such statistics.
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('CREATE STATISTICS st_case_group_confidential (mcv) ON group_id, confidential FROM "case"')
        op.execute('ANALYZE "case" (group_id, confidential)')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP STATISTICS st_case_group_confidential')
