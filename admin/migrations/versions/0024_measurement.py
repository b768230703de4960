"""measurement"""

from alembic import op
import sqlalchemy as sa

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('case', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        # A word and no expression: for one Alembic would write the whole table anew, and SQLite forget its last number.
        batch_op.add_column(sa.Column('measurement', sa.Boolean(), server_default='0', nullable=False))
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.add_column(sa.Column('from_name', sa.String(length=200), server_default='', nullable=False))
    op.create_table('bank_question',
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_bank_question'))
    )
    op.create_table('measuring_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inbound_id', sa.Integer(), nullable=False),
    sa.Column('outbox_id', sa.Integer(), nullable=True),
    sa.Column('came', sa.String(length=40), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sender', sa.String(length=320), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('attachments', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['inbound_id'], ['inbound_mail.id'], name=op.f('fk_measuring_reply_inbound_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox_mail.id'], name=op.f('fk_measuring_reply_outbox_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measuring_reply')),
    sa.UniqueConstraint('inbound_id', name=op.f('uq_measuring_reply_inbound_id'))
    )
    with op.batch_alter_table('measuring_reply', schema=None) as batch_op:
        batch_op.create_index('ix_measuring_reply_outbox', ['outbox_id', 'received_at'], unique=False)

    op.create_table('measurement_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('sender_name', sa.String(length=200), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['staff_member.id'], name=op.f('fk_measurement_round_created_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measurement_round'))
    )
    with op.batch_alter_table('measurement_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measurement_round_created_at'), ['created_at'], unique=False)

    op.create_table('measured_department',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('area', sa.String(length=40), nullable=False),
    sa.Column('counted', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_measured_department_department_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['round_id'], ['measurement_round.id'], name=op.f('fk_measured_department_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measured_department'))
    )
    with op.batch_alter_table('measured_department', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measured_department_department_id'), ['department_id'], unique=False)
        batch_op.create_index('ix_measured_department_round', ['round_id', 'name'], unique=False)

    op.create_table('measured_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('place_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outbox_id', sa.Integer(), nullable=True),
    sa.Column('answer_grade', sa.String(length=40), nullable=True),
    sa.Column('manner_grade', sa.String(length=40), nullable=True),
    sa.Column('sender', sa.String(length=40), nullable=True),
    sa.Column('extra', sa.Boolean(), nullable=True),
    sa.Column('graded_by_id', sa.Integer(), nullable=True),
    sa.Column('graded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['graded_by_id'], ['staff_member.id'], name=op.f('fk_measured_question_graded_by_id')),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox_mail.id'], name=op.f('fk_measured_question_outbox_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['place_id'], ['measured_department.id'], name=op.f('fk_measured_question_place_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measured_question')),
    sa.UniqueConstraint('outbox_id', name=op.f('uq_measured_question_outbox_id'))
    )
    with op.batch_alter_table('measured_question', schema=None) as batch_op:
        batch_op.create_index('ix_measured_question_place', ['place_id'], unique=False)


def downgrade() -> None:
    for table in ('measured_question', 'measured_department', 'measurement_round', 'measuring_reply', 'bank_question'):
        op.drop_table(table)
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.drop_column('from_name')
    with op.batch_alter_table('case', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_column('measurement')
