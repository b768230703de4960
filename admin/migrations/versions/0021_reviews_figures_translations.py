"""reviews figures translations"""

from alembic import op
import sqlalchemy as sa

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('entry_translation',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('approved', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('source', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('draft', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('approved_by_id', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['approved_by_id'], ['staff_member.id'], name=op.f('fk_entry_translation_approved_by_id')),
    sa.ForeignKeyConstraint(['author_id'], ['staff_member.id'], name=op.f('fk_entry_translation_author_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_translation_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', 'language', name=op.f('pk_entry_translation'))
    )
    op.create_table('watched_link',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=False),
    sa.Column('host', sa.String(length=255), nullable=False),
    sa.Column('state', sa.Enum('new', 'good', 'doubted', 'dead', 'unasked', name='linkstate', native_enum=False, length=40), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_watched_link'))
    )
    op.create_index('ix_watched_link_host_next', 'watched_link', ['host', 'next_at'], unique=False)
    op.create_index('ix_watched_link_state', 'watched_link', ['state', 'key'], unique=False)
    op.create_table('entry_link',
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_link_entry_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['key'], ['watched_link.key'], name=op.f('fk_entry_link_key'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('entry_id', 'key', name=op.f('pk_entry_link'))
    )
    op.create_index(op.f('ix_entry_link_key'), 'entry_link', ['key'], unique=False)
    op.create_table('link_watch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_link_watch'))
    )
    op.drop_index(op.f('ix_message_entry_entry_id'), table_name='message_entry')
    op.create_index('ix_message_entry_entry_message', 'message_entry', ['entry_id', 'message_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_message_entry_entry_message', table_name='message_entry')
    op.create_index(op.f('ix_message_entry_entry_id'), 'message_entry', ['entry_id'], unique=False)
    op.drop_table('link_watch')
    op.drop_table('entry_link')
    op.drop_table('watched_link')
    op.drop_table('entry_translation')
