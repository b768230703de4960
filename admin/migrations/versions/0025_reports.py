"""reports"""

from alembic import op
import sqlalchemy as sa

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('monthly_letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('outbox_mail_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['outbox_mail_id'], ['outbox_mail.id'], name=op.f('fk_monthly_letter_outbox_mail_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_monthly_letter_staff_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_monthly_letter')),
    sa.UniqueConstraint('month', 'staff_id', name=op.f('uq_monthly_letter_month_staff_id')),
    sa.UniqueConstraint('outbox_mail_id', name=op.f('uq_monthly_letter_outbox_mail_id'))
    )
    with op.batch_alter_table('monthly_letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_monthly_letter_staff_id'), ['staff_id'], unique=False)

    op.create_table('report_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('background', sa.Text(), nullable=False),
    sa.Column('strengths', sa.Text(), nullable=False),
    sa.Column('deviations', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['changed_by_id'], ['staff_member.id'], name=op.f('fk_report_text_changed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_text')),
    sa.UniqueConstraint('year', 'department_id', name=op.f('uq_report_text_year_department_id'))
    )
    op.create_table('planned_action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('goal', sa.String(length=300), nullable=False),
    sa.Column('task', sa.Text(), nullable=False),
    sa.Column('responsible_id', sa.Integer(), nullable=False),
    sa.Column('follow_up_on', sa.Date(), nullable=False),
    sa.Column('state', sa.Enum('open', 'closed', name='actionstate', native_enum=False, length=40), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('said', sa.Enum('soon', 'today', 'late', name='step', native_enum=False, length=40), nullable=True),
    sa.Column('said_for', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['created_by_id'], ['staff_member.id'], name=op.f('fk_planned_action_created_by_id')),
    sa.ForeignKeyConstraint(['responsible_id'], ['staff_member.id'], name=op.f('fk_planned_action_responsible_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_planned_action'))
    )
    with op.batch_alter_table('planned_action', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_planned_action_responsible_id'), ['responsible_id'], unique=False)
        batch_op.create_index('ix_planned_action_state_follow_up', ['state', 'follow_up_on', 'id'], unique=False)
        batch_op.create_index('ix_planned_action_year', ['year', 'department_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('planned_action', schema=None) as batch_op:
        batch_op.drop_index('ix_planned_action_year')
        batch_op.drop_index('ix_planned_action_state_follow_up')
        batch_op.drop_index(batch_op.f('ix_planned_action_responsible_id'))

    op.drop_table('planned_action')
    op.drop_table('report_text')
    with op.batch_alter_table('monthly_letter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_monthly_letter_staff_id'))

    op.drop_table('monthly_letter')
