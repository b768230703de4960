"""unanswered and learnt"""

from alembic import op
import sqlalchemy as sa

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("entry_remark", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reporter_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("case_number", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reply", sa.Text(), server_default="", nullable=False))
        batch_op.create_foreign_key(batch_op.f("fk_entry_remark_reporter_id"), "staff_member", ["reporter_id"], ["id"])
        batch_op.create_index("ix_entry_remark_reporter", ["reporter_id", "id"], unique=False)
    op.create_table(
        "unanswered_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_with", sa.String(length=200), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("newest_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_unanswered_group_department_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_unanswered_group_entry_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["handled_by_id"], ["staff_member.id"], name=op.f("fk_unanswered_group_handled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_group")),
    )
    op.create_index("ix_unanswered_group_state", "unanswered_group", ["state", "department_id"], unique=False)
    op.create_index(op.f("ix_unanswered_group_made_with"), "unanswered_group", ["made_with"], unique=False)
    op.create_index(op.f("ix_unanswered_group_newest_at"), "unanswered_group", ["newest_at"], unique=False)
    op.create_table(
        "unanswered_question",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["unanswered_group.id"], name=op.f("fk_unanswered_question_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["message.id"], name=op.f("fk_unanswered_question_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_unanswered_question")),
    )
    op.create_index("ix_unanswered_question_group", "unanswered_question", ["group_id", "at"], unique=False)
    op.create_table(
        "proposed_phrasing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff_member.id"], name=op.f("fk_proposed_phrasing_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_proposed_phrasing_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["message.id"], name=op.f("fk_proposed_phrasing_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_phrasing")),
        sa.UniqueConstraint("question_id", "entry_id", name=op.f("uq_proposed_phrasing_question_id_entry_id")),
    )
    op.create_index("ix_proposed_phrasing_decided", "proposed_phrasing", ["decided_by_id", "decided_at"], unique=False)
    op.create_index("ix_proposed_phrasing_entry", "proposed_phrasing", ["entry_id"], unique=False)
    op.create_index("ix_proposed_phrasing_verdict", "proposed_phrasing", ["verdict", "entry_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("proposed_phrasing")
    op.drop_table("unanswered_question")
    op.drop_table("unanswered_group")
    with op.batch_alter_table("entry_remark", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_remark_reporter")
        batch_op.drop_constraint(batch_op.f("fk_entry_remark_reporter_id"), type_="foreignkey")
        for name in ("reply", "due_at", "case_number", "reporter_id"):
            batch_op.drop_column(name)
