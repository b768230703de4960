"""facts of contacts and monthly sums"""

from alembic import op
import sqlalchemy as sa

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('counted_to',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('log_id', sa.Integer(), nullable=False),
    sa.Column('event_id', sa.Integer(), nullable=False),
    sa.Column('limit_1', sa.Integer(), nullable=False),
    sa.Column('limit_2', sa.Integer(), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('held_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counted_to'))
    )
    op.create_table('figure_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('answers', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_entry'))
    )
    with op.batch_alter_table('figure_entry', schema=None) as batch_op:
        batch_op.create_index('ix_figure_entry_month', ['month', 'department_id', 'channel'], unique=False)

    op.create_table('figure_hour',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('contacts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_hour'))
    )
    with op.batch_alter_table('figure_hour', schema=None) as batch_op:
        batch_op.create_index('ix_figure_hour_month', ['month', 'department_id', 'channel'], unique=False)

    op.create_table('figure_month',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('frozen', sa.Boolean(), nullable=False),
    sa.Column('level', sa.String(length=40), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=True),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('contacts', sa.Integer(), nullable=False),
    sa.Column('expecting', sa.Integer(), nullable=False),
    sa.Column('answered', sa.Integer(), nullable=False),
    sa.Column('within_1', sa.Integer(), nullable=False),
    sa.Column('within_2', sa.Integer(), nullable=False),
    sa.Column('late_1', sa.Integer(), nullable=False),
    sa.Column('late_2', sa.Integer(), nullable=False),
    sa.Column('unanswered_long', sa.Integer(), nullable=False),
    sa.Column('waits_seconds', sa.BigInteger(), nullable=False),
    sa.Column('finals_seconds', sa.BigInteger(), nullable=False),
    sa.Column('sender_complete', sa.Integer(), nullable=False),
    sa.Column('sender_name_phone', sa.Integer(), nullable=False),
    sa.Column('sender_name_department', sa.Integer(), nullable=False),
    sa.Column('sender_other', sa.Integer(), nullable=False),
    sa.Column('extra', sa.Integer(), nullable=False),
    sa.Column('extra_known', sa.Integer(), nullable=False),
    sa.Column('by_assistant', sa.Integer(), nullable=False),
    sa.Column('by_first_line', sa.Integer(), nullable=False),
    sa.Column('by_department', sa.Integer(), nullable=False),
    sa.Column('promise_kept', sa.Integer(), nullable=False),
    sa.Column('promise_broken', sa.Integer(), nullable=False),
    sa.Column('repeats', sa.Integer(), nullable=False),
    sa.Column('repeat_known', sa.Integer(), nullable=False),
    sa.Column('helped', sa.Integer(), nullable=False),
    sa.Column('not_helped', sa.Integer(), nullable=False),
    sa.Column('waits', sa.JSON(), nullable=False),
    sa.Column('finals', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_month'))
    )
    with op.batch_alter_table('figure_month', schema=None) as batch_op:
        batch_op.create_index('ix_figure_month_level', ['level', 'month', 'frozen', 'department_id'], unique=False)

    op.create_table('figure_subject',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('shown', sa.String(length=300), nullable=False),
    sa.Column('contacts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_subject'))
    )
    with op.batch_alter_table('figure_subject', schema=None) as batch_op:
        batch_op.create_index('ix_figure_subject_month', ['month', 'department_id', 'channel'], unique=False)

    op.create_table('month_state',
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('counted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('unsettled', sa.Boolean(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('frozen_by_id', sa.Integer(), nullable=True),
    sa.Column('limit_1', sa.Integer(), nullable=True),
    sa.Column('limit_2', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['frozen_by_id'], ['staff_member.id'], name=op.f('fk_month_state_frozen_by_id')),
    sa.PrimaryKeyConstraint('month', name=op.f('pk_month_state'))
    )
    op.create_table('contact_fact',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('subject_shown', sa.String(length=300), nullable=False),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('expects_answer', sa.Boolean(), nullable=False),
    sa.Column('first_wait', sa.Integer(), nullable=True),
    sa.Column('final_wait', sa.Integer(), nullable=True),
    sa.Column('limit_1_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('limit_2_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handed_over', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('promise_answer_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sender', sa.String(length=40), nullable=True),
    sa.Column('extra', sa.Boolean(), nullable=True),
    sa.Column('repeat', sa.Boolean(), nullable=True),
    sa.Column('helped', sa.Integer(), nullable=False),
    sa.Column('not_helped', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_contact_fact_case_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_contact_fact'))
    )
    with op.batch_alter_table('contact_fact', schema=None) as batch_op:
        batch_op.create_index('ix_contact_fact_month_department', ['month', 'department_id', 'channel'], unique=False)
        batch_op.create_index('ix_contact_fact_subject_month', ['subject', 'month'], unique=False)
        batch_op.create_index('ix_contact_fact_waiting', ['expects_answer', 'first_wait', 'month'], unique=False)

    with op.batch_alter_table('response_log', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sender', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('extra', sa.Boolean(), nullable=True))

    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answer_limit_1', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('answer_limit_2', sa.Integer(), server_default='2', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.drop_column('answer_limit_2')
        batch_op.drop_column('answer_limit_1')

    with op.batch_alter_table('response_log', schema=None) as batch_op:
        batch_op.drop_column('extra')
        batch_op.drop_column('sender')

    with op.batch_alter_table('contact_fact', schema=None) as batch_op:
        batch_op.drop_index('ix_contact_fact_waiting')
        batch_op.drop_index('ix_contact_fact_subject_month')
        batch_op.drop_index('ix_contact_fact_month_department')

    op.drop_table('contact_fact')
    op.drop_table('month_state')
    with op.batch_alter_table('figure_subject', schema=None) as batch_op:
        batch_op.drop_index('ix_figure_subject_month')

    op.drop_table('figure_subject')
    with op.batch_alter_table('figure_month', schema=None) as batch_op:
        batch_op.drop_index('ix_figure_month_level')

    op.drop_table('figure_month')
    with op.batch_alter_table('figure_hour', schema=None) as batch_op:
        batch_op.drop_index('ix_figure_hour_month')

    op.drop_table('figure_hour')
    with op.batch_alter_table('figure_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_figure_entry_month')

    op.drop_table('figure_entry')
    op.drop_table('counted_to')
