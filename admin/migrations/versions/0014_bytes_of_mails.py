"""bytes of mails in a table of their own"""

from alembic import op
import sqlalchemy as sa

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('inbound_bytes',
    sa.Column('inbound_id', sa.Integer(), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['inbound_id'], ['inbound_mail.id'], name=op.f('fk_inbound_bytes_inbound_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('inbound_id', name=op.f('pk_inbound_bytes'))
    )
    op.execute('INSERT INTO inbound_bytes (inbound_id, raw) SELECT id, raw FROM inbound_mail')
    op.drop_column('inbound_mail', 'raw')


def downgrade() -> None:
    op.add_column('inbound_mail', sa.Column('raw', sa.LargeBinary(), server_default='', nullable=False))
    op.execute('UPDATE inbound_mail SET raw = (SELECT raw FROM inbound_bytes WHERE inbound_id = inbound_mail.id)')
    op.drop_table('inbound_bytes')
