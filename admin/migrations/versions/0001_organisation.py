"""organisation"""

from alembic import op
import sqlalchemy as sa

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('department',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=200), nullable=False),
    sa.Column('responsible', sa.String(length=200), nullable=False),
    sa.Column('manager_name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('phone_hours', sa.String(length=200), nullable=False),
    sa.Column('visiting_address', sa.String(length=300), nullable=False),
    sa.Column('web', sa.String(length=300), nullable=False),
    sa.Column('confidential', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department')),
    sa.UniqueConstraint('name', name=op.f('uq_department_name'))
    )
    op.create_table('municipality',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('web', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_municipality'))
    )
    op.create_table('opening_hours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('opens', sa.Time(), nullable=True),
    sa.Column('closes', sa.Time(), nullable=True),
    sa.Column('label', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_opening_hours_department_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_hours'))
    )
    with op.batch_alter_table('opening_hours', schema=None) as batch_op:
        batch_op.create_index('ix_opening_hours_department_day', ['department_id', 'day'], unique=False)

    op.create_table('service_promise',
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('answer_within_days', sa.Integer(), nullable=False),
    sa.Column('alarm_after_days', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_service_promise_department_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('department_id', name=op.f('pk_service_promise'))
    )
    op.create_table('staff_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=60), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('session_stamp', sa.String(length=40), nullable=False),
    sa.Column('absent_from', sa.Date(), nullable=True),
    sa.Column('absent_to', sa.Date(), nullable=True),
    sa.Column('substitute_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_staff_member_department_id')),
    sa.ForeignKeyConstraint(['substitute_id'], ['staff_member.id'], name=op.f('fk_staff_member_substitute_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff_member')),
    sa.UniqueConstraint('email', name=op.f('uq_staff_member_email'))
    )
    with op.batch_alter_table('staff_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_staff_member_department_id'), ['department_id'], unique=False)

    op.create_table('response_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('first_line', sa.Boolean(), nullable=False),
    sa.Column('sensitive', sa.Boolean(), nullable=False),
    sa.Column('manager_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_response_group_department_id')),
    sa.ForeignKeyConstraint(['manager_id'], ['staff_member.id'], name=op.f('fk_response_group_manager_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_group')),
    sa.UniqueConstraint('department_id', 'name', name=op.f('uq_response_group_department_id_name'))
    )
    with op.batch_alter_table('response_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_response_group_department_id'), ['department_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_response_group_email'), ['email'], unique=False)
        batch_op.create_index(batch_op.f('ix_response_group_first_line'), ['first_line'], unique=False)
        batch_op.create_index(batch_op.f('ix_response_group_sensitive'), ['sensitive'], unique=False)

    op.create_table('staff_role',
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_staff_role_staff_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('staff_id', 'role', name=op.f('pk_staff_role'))
    )
    op.create_table('group_member',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['response_group.id'], name=op.f('fk_group_member_group_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_group_member_staff_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'staff_id', name=op.f('pk_group_member'))
    )
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_group_member_staff_id'), ['staff_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('group_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_group_member_staff_id'))

    op.drop_table('group_member')
    op.drop_table('staff_role')
    with op.batch_alter_table('response_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_response_group_sensitive'))
        batch_op.drop_index(batch_op.f('ix_response_group_first_line'))
        batch_op.drop_index(batch_op.f('ix_response_group_email'))
        batch_op.drop_index(batch_op.f('ix_response_group_department_id'))

    op.drop_table('response_group')
    with op.batch_alter_table('staff_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_staff_member_department_id'))

    op.drop_table('staff_member')
    op.drop_table('service_promise')
    with op.batch_alter_table('opening_hours', schema=None) as batch_op:
        batch_op.drop_index('ix_opening_hours_department_day')

    op.drop_table('opening_hours')
    op.drop_table('municipality')
    op.drop_table('department')
