"""workplace"""

from alembic import op
import sqlalchemy as sa

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('access_attempt',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('wait_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('latest_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_access_attempt'))
    )
    with op.batch_alter_table('access_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_attempt_latest_at'), ['latest_at'], unique=False)
    op.create_table('clock_job',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=40), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', 'period', name=op.f('pk_clock_job'))
    )
    op.create_table('reply_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_reply_template_department_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_template'))
    )
    with op.batch_alter_table('reply_template', schema=None) as batch_op:
        batch_op.create_index('ix_reply_template_department_name', ['department_id', 'active', 'name'], unique=False)
    op.create_table('audit_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_audit_entry_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entry'))
    )
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entry_at'), ['at'], unique=False)
        batch_op.create_index('ix_audit_entry_what_at', ['what', 'at'], unique=False)
        batch_op.create_index('ix_audit_entry_about', ['what', 'about_id', 'id'], unique=False)
    op.create_table('case_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_note_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_case_note_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_note'))
    )
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.create_index('ix_case_note_case_at', ['case_id', 'at'], unique=False)
    op.create_table('case_presence',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('writing_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_presence_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_case_presence_staff_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('case_id', 'staff_id', name=op.f('pk_case_presence'))
    )
    op.create_table('entry_proposal',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_entry_proposal_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['staff_member.id'], name=op.f('fk_entry_proposal_proposed_by_id')),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_entry_proposal'))
    )
    with op.batch_alter_table('entry_proposal', schema=None) as batch_op:
        batch_op.create_index('ix_entry_proposal_open', ['handled_at', 'proposed_at'], unique=False)
    # SQLite replaces the table: its numbers must go on after the highest ever given, also where that case is gone.
    highest = _highest_case()
    with op.batch_alter_table('case', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('registered_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('watch_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('delayed_to', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('merged_into_id', sa.Integer(), nullable=True))
        batch_op.drop_index(batch_op.f('ix_case_handler_id'))
        batch_op.create_index('ix_case_handler_status_due', ['handler_id', 'status', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_index('ix_case_registered_by', ['registered_by_id', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_watch_at'), ['watch_at'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_case_merged_into_id'), 'case', ['merged_into_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_case_registered_by_id'), 'staff_member', ['registered_by_id'], ['id'])

    _go_on_after(highest)
    # The clock looks at what already waits, too.
    op.execute(
        "UPDATE \"case\" SET watch_at = due_at WHERE status = 'open' AND answered_at IS NULL AND due_at IS NOT NULL"
    )
    with op.batch_alter_table('staff_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('superior_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_staff_member_superior_id'), 'staff_member', ['superior_id'], ['id'])
        batch_op.create_index('ix_staff_member_active_name', ['active', 'name', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('staff_member', schema=None) as batch_op:
        batch_op.drop_index('ix_staff_member_active_name')
        batch_op.drop_constraint(batch_op.f('fk_staff_member_superior_id'), type_='foreignkey')
        batch_op.drop_column('superior_id')
    highest = _highest_case()
    with op.batch_alter_table('case', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_case_registered_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_case_merged_into_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_case_watch_at'))
        batch_op.drop_index('ix_case_registered_by')
        batch_op.drop_index(batch_op.f('ix_case_merged_into_id'))
        batch_op.drop_index('ix_case_handler_status_due')
        batch_op.create_index(batch_op.f('ix_case_handler_id'), ['handler_id'], unique=False)
        batch_op.drop_column('merged_into_id')
        batch_op.drop_column('delayed_to')
        batch_op.drop_column('watch_at')
        batch_op.drop_column('registered_by_id')
    _go_on_after(highest)
    with op.batch_alter_table('entry_proposal', schema=None) as batch_op:
        batch_op.drop_index('ix_entry_proposal_open')
    op.drop_table('entry_proposal')
    op.drop_table('case_presence')
    with op.batch_alter_table('case_note', schema=None) as batch_op:
        batch_op.drop_index('ix_case_note_case_at')
    op.drop_table('case_note')
    with op.batch_alter_table('audit_entry', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entry_about')
        batch_op.drop_index('ix_audit_entry_what_at')
        batch_op.drop_index(batch_op.f('ix_audit_entry_at'))
    op.drop_table('audit_entry')
    with op.batch_alter_table('reply_template', schema=None) as batch_op:
        batch_op.drop_index('ix_reply_template_department_name')
    op.drop_table('reply_template')
    op.drop_table('clock_job')
    with op.batch_alter_table('access_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_access_attempt_latest_at'))
    op.drop_table('access_attempt')


def _highest_case() -> int | None:
    """The highest case id ever given; None where the database counts by itself (PostgreSQL) or has given none."""
    if op.get_bind().dialect.name != 'sqlite':
        return None
    return op.get_bind().scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'case'"))


def _go_on_after(highest: int | None) -> None:
    """A case number is made from the id, so no id may ever be given twice (docs/decisions/0005)."""
    if highest is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'case'")
        op.execute(sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES ('case', :seq)").bindparams(seq=highest))
