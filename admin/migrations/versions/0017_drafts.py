"""drafts beside what is approved, what a checklist last said, owners and approvers"""

from alembic import op
import sqlalchemy as sa

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('entry_draft',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('publish_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['approved_by_id'], ['staff_member.id'], name=op.f('fk_entry_draft_approved_by_id')),
    sa.ForeignKeyConstraint(['author_id'], ['staff_member.id'], name=op.f('fk_entry_draft_author_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_draft_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', name=op.f('pk_entry_draft'))
    )
    with op.batch_alter_table('entry_draft', schema=None) as batch_op:
        batch_op.create_index('ix_entry_draft_state', ['state', 'publish_at'], unique=False)
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('steps', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('e_service', sa.String(length=2000), server_default='', nullable=False))
        batch_op.add_column(sa.Column('see_also', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('imported', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('owner_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('approved_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_entry_owner_id'), ['owner_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_entry_owner_id'), 'staff_member', ['owner_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_entry_approved_by_id'), 'staff_member', ['approved_by_id'], ['id'])
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.add_column(sa.Column('step', sa.String(length=40), server_default='saved', nullable=False))
    op.execute("UPDATE revision SET step = 'published' WHERE reason = 'publicerad'")
    with op.batch_alter_table('department', schema=None) as batch_op:
        batch_op.add_column(sa.Column('two_to_publish', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.add_column(sa.Column('review_grace_days', sa.Integer(), server_default='90', nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.drop_column('review_grace_days')
    with op.batch_alter_table('department', schema=None) as batch_op:
        batch_op.drop_column('two_to_publish')
    with op.batch_alter_table('revision', schema=None) as batch_op:
        batch_op.drop_column('step')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_entry_approved_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_entry_owner_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_entry_owner_id'))
        for name in ('reminded_at', 'approved_at', 'approved_by_id', 'owner_id', 'imported', 'see_also', 'e_service'):
            batch_op.drop_column(name)
        batch_op.drop_column('steps')
    with op.batch_alter_table('entry_draft', schema=None) as batch_op:
        batch_op.drop_index('ix_entry_draft_state')
    op.drop_table('entry_draft')
