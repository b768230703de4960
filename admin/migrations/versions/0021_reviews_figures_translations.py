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


def downgrade() -> None:
    op.drop_table('entry_translation')
