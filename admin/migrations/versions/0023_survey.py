"""survey"""

from alembic import op
import sqlalchemy as sa

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('survey_ask',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=True),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('said', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_survey_ask_case_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_ask')),
    sa.UniqueConstraint('case_id', name=op.f('uq_survey_ask_case_id'))
    )
    op.create_index('ix_survey_ask_month', 'survey_ask', ['month', 'department_id', 'channel', 'line'], unique=False)
    op.create_table('survey_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('reached', sa.String(length=40), nullable=False),
    sa.Column('clear', sa.Integer(), nullable=True),
    sa.Column('easy', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_answer'))
    )
    op.create_index('ix_survey_answer_month', 'survey_answer', ['month', 'department_id', 'channel', 'line'], unique=False)
    op.create_table('figure_survey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('said_answer', sa.Integer(), nullable=False),
    sa.Column('said_no_answer', sa.Integer(), nullable=False),
    sa.Column('said_no_contact', sa.Integer(), nullable=False),
    sa.Column('clear_5', sa.Integer(), nullable=False),
    sa.Column('clear_4', sa.Integer(), nullable=False),
    sa.Column('clear_3', sa.Integer(), nullable=False),
    sa.Column('clear_2', sa.Integer(), nullable=False),
    sa.Column('clear_1', sa.Integer(), nullable=False),
    sa.Column('easy_5', sa.Integer(), nullable=False),
    sa.Column('easy_4', sa.Integer(), nullable=False),
    sa.Column('easy_3', sa.Integer(), nullable=False),
    sa.Column('easy_2', sa.Integer(), nullable=False),
    sa.Column('easy_1', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_figure_survey'))
    )
    op.create_index('ix_figure_survey_month', 'figure_survey', ['month', 'department_id', 'channel'], unique=False)
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.add_column(sa.Column('survey_by_page', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('survey_by_mail', sa.Boolean(), server_default=sa.true(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('municipality', schema=None) as batch_op:
        batch_op.drop_column('survey_by_mail')
        batch_op.drop_column('survey_by_page')
    op.drop_table('figure_survey')
    op.drop_table('survey_answer')
    op.drop_table('survey_ask')
