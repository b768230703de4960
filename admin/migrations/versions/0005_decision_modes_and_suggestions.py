"""decision modes and suggestions"""

from alembic import op
import sqlalchemy as sa

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('answering_mode',
    sa.Column('department_id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('mode', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_answering_mode_department_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('department_id', 'channel', name=op.f('pk_answering_mode'))
    )
    op.create_table('answering_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=True),
    sa.Column('mode', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_answering_change_department_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_answering_change_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answering_change'))
    )
    op.create_table('answering_switch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stopped', sa.Boolean(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_answering_switch_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answering_switch'))
    )
    # SQLite replaces the table: its numbers must go on after the highest ever given, also where that case is gone.
    highest = _highest_case()
    with op.batch_alter_table('case', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.add_column(sa.Column('suggested_entry_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_case_suggested_entry_id'), 'entry', ['suggested_entry_id'], ['id'])

    _go_on_after(highest)


def downgrade() -> None:
    highest = _highest_case()
    with op.batch_alter_table('case', schema=None, table_kwargs={'sqlite_autoincrement': True}) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_case_suggested_entry_id'), type_='foreignkey')
        batch_op.drop_column('suggested_entry_id')

    _go_on_after(highest)
    op.drop_table('answering_switch')
    op.drop_table('answering_change')
    op.drop_table('answering_mode')


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
