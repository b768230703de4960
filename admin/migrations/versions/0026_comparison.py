"""reference values of other towns"""

from alembic import op
import sqlalchemy as sa

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reference_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=40), nullable=False),
    sa.Column('mean', sa.Double(), nullable=True),
    sa.Column('best', sa.Double(), nullable=True),
    sa.Column('best_quarter', sa.Double(), nullable=True),
    sa.Column('worst_quarter', sa.Double(), nullable=True),
    sa.Column('own', sa.Double(), nullable=True),
    sa.Column('municipalities', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('origin', sa.String(length=200), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_reference_value_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reference_value')),
    sa.UniqueConstraint('year', 'measure', name=op.f('uq_reference_value_year_measure'))
    )


def downgrade() -> None:
    op.drop_table('reference_value')
