"""cases"""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('resident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_resident')),
    sa.UniqueConstraint('email', name=op.f('uq_resident_email'))
    )
    op.create_table('case',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('status', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('confidential', sa.Boolean(), nullable=False),
    sa.Column('contact_name', sa.String(length=200), nullable=False),
    sa.Column('contact_email', sa.String(length=254), nullable=False),
    sa.Column('resident_id', sa.Integer(), nullable=True),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('group_id', sa.Integer(), nullable=True),
    sa.Column('handler_id', sa.Integer(), nullable=True),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handed_over_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('clock_started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('alarm_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calendar', sa.String(length=60), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('linked_case_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_case_department_id')),
    sa.ForeignKeyConstraint(['group_id'], ['response_group.id'], name=op.f('fk_case_group_id')),
    sa.ForeignKeyConstraint(['handler_id'], ['staff_member.id'], name=op.f('fk_case_handler_id')),
    sa.ForeignKeyConstraint(['linked_case_id'], ['case.id'], name=op.f('fk_case_linked_case_id')),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], name=op.f('fk_case_resident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case')),
    sa.UniqueConstraint('code', name=op.f('uq_case_code')),
    sa.UniqueConstraint('number', name=op.f('uq_case_number')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.create_index('ix_case_department_received', ['department_id', 'received_at'], unique=False)
        batch_op.create_index('ix_case_group_status_due', ['group_id', 'status', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_handler_id'), ['handler_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_linked_case_id'), ['linked_case_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_received_at'), ['received_at'], unique=False)
        batch_op.create_index('ix_case_resident_received', ['resident_id', 'received_at'], unique=False)
        batch_op.create_index('ix_case_status_due', ['status', 'due_at'], unique=False)

    op.create_table('case_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_event_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_case_event_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_event'))
    )
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.create_index('ix_case_event_case_at', ['case_id', 'at'], unique=False)
        batch_op.create_index('ix_case_event_kind_at', ['kind', 'at'], unique=False)

    op.create_table('message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('author', sa.String(length=40), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('quoted', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('source_key', sa.String(length=100), nullable=True),
    sa.Column('answers_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['answers_id'], ['message.id'], name=op.f('fk_message_answers_id')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_message_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_message_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('source_key', name=op.f('uq_message_source_key'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_answers_id'), ['answers_id'], unique=False)
        batch_op.create_index('ix_message_case_at', ['case_id', 'at'], unique=False)

    op.create_table('message_entry',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_message_entry_entry_id')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_message_entry_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', 'rank', name=op.f('pk_message_entry'))
    )
    with op.batch_alter_table('message_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_entry_entry_id'), ['entry_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('message_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_entry_entry_id'))

    op.drop_table('message_entry')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_case_at')
        batch_op.drop_index(batch_op.f('ix_message_answers_id'))

    op.drop_table('message')
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.drop_index('ix_case_event_kind_at')
        batch_op.drop_index('ix_case_event_case_at')

    op.drop_table('case_event')
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_index('ix_case_status_due')
        batch_op.drop_index('ix_case_resident_received')
        batch_op.drop_index(batch_op.f('ix_case_received_at'))
        batch_op.drop_index(batch_op.f('ix_case_linked_case_id'))
        batch_op.drop_index(batch_op.f('ix_case_handler_id'))
        batch_op.drop_index('ix_case_group_status_due')
        batch_op.drop_index('ix_case_department_received')

    op.drop_table('case')
    op.drop_table('resident')
