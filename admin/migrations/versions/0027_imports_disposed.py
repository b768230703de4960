"""imports: why one is published, what came with it, when it was disposed of"""

from alembic import op
import sqlalchemy as sa

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('checklist_import', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reason', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('made', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('disposed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_checklist_import_disposed', ['disposed_at', 'dropped_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('checklist_import', schema=None) as batch_op:
        batch_op.drop_index('ix_checklist_import_disposed')
        batch_op.drop_column('disposed_at')
        batch_op.drop_column('made')
        batch_op.drop_column('reason')
