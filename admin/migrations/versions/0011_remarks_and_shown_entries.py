"""remarks and shown entries"""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('entry_remark',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('source_key', sa.String(length=100), nullable=True),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_remark_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['handled_by_id'], ['staff_member.id'], name=op.f('fk_entry_remark_handled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_remark')),
    sa.UniqueConstraint('source_key', name=op.f('uq_entry_remark_source_key'))
    )
    op.create_index('ix_entry_remark_entry_created', 'entry_remark', ['entry_id', 'created_at'], unique=False)
    op.create_index('ix_entry_remark_open', 'entry_remark', ['handled_at', 'kind', 'entry_id'], unique=False)
    op.create_index('ix_entry_shown', 'entry', ['status', 'audience', 'department_id', 'subject', 'number', 'valid_from', 'valid_to'], unique=False)
    op.create_index('ix_response_log_answered', 'response_log', ['answered', 'at', 'entry_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_response_log_answered', table_name='response_log')
    op.drop_index('ix_entry_shown', table_name='entry')
    op.drop_index('ix_entry_remark_open', table_name='entry_remark')
    op.drop_index('ix_entry_remark_entry_created', table_name='entry_remark')
    op.drop_table('entry_remark')
