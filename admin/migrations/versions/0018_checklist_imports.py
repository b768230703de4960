"""background jobs and checklist imports"""

from alembic import op
import sqlalchemy as sa

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('background_job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('about', sa.String(length=100), nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('runner', sa.String(length=60), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('of', sa.Integer(), nullable=False),
    sa.Column('stage', sa.String(length=40), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('fault', sa.String(length=100), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['staff_member.id'], name=op.f('fk_background_job_asked_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_background_job'))
    )
    op.create_index('ix_background_job_ready', 'background_job', ['state', 'due_at'], unique=False)
    op.create_index('ix_background_job_about', 'background_job', ['kind', 'about', 'id'], unique=False)
    op.create_index(op.f('ix_background_job_finished_at'), 'background_job', ['finished_at'], unique=False)
    op.create_index('uq_background_job_waiting', 'background_job', ['kind', 'about'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('checklist_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('department', sa.String(length=200), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('head', sa.JSON(), nullable=False),
    sa.Column('groups', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('faults', sa.JSON(), nullable=False),
    sa.Column('publish', sa.Boolean(), nullable=False),
    sa.Column('dropped_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('dropped_by_id', sa.Integer(), nullable=True),
    sa.Column('carried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('carried_by_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_checklist_import_department_id')),
    sa.ForeignKeyConstraint(['dropped_by_id'], ['staff_member.id'], name=op.f('fk_checklist_import_dropped_by_id')),
    sa.ForeignKeyConstraint(['carried_by_id'], ['staff_member.id'], name=op.f('fk_checklist_import_carried_by_id')),
    sa.ForeignKeyConstraint(['undone_by_id'], ['staff_member.id'], name=op.f('fk_checklist_import_undone_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_import'))
    )
    op.create_index('ix_checklist_import_department', 'checklist_import', ['department_id', 'id'], unique=False)
    op.create_table('checklist_import_row',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('change', sa.String(length=40), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('cells', sa.JSON(), nullable=False),
    sa.Column('given', sa.JSON(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('differing', sa.JSON(), nullable=False),
    sa.Column('clashing', sa.JSON(), nullable=False),
    sa.Column('problems', sa.JSON(), nullable=False),
    sa.Column('near', sa.JSON(), nullable=False),
    sa.Column('take', sa.Boolean(), nullable=False),
    sa.Column('edited', sa.Boolean(), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('undo', sa.JSON(), nullable=False),
    sa.Column('after', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['checklist_import.id'], name=op.f('fk_checklist_import_row_import_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_checklist_import_row_entry_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_checklist_import_row'))
    )
    op.create_index('ix_checklist_import_row_change', 'checklist_import_row', ['import_id', 'change', 'position'], unique=False)
    op.create_index('ix_checklist_import_row_entry', 'checklist_import_row', ['entry_id'], unique=False)


def downgrade() -> None:
    op.drop_table('checklist_import_row')
    op.drop_table('checklist_import')
    op.drop_table('background_job')
