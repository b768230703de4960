"""test questions, the proof's runs, and the town's words"""

from alembic import op
import sqlalchemy as sa

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_effect",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effect", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_kept_effect")),
    )
    op.create_index(op.f("ix_kept_effect_at"), "kept_effect", ["at"], unique=False)
    op.create_table(
        "labelled_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("gold", sa.JSON(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["staff_member.id"], name=op.f("fk_labelled_question_changed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_labelled_question_department_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labelled_question")),
        sa.UniqueConstraint("digest", name=op.f("uq_labelled_question_digest")),
        sa.UniqueConstraint("mark", name=op.f("uq_labelled_question_mark")),
    )
    op.create_index("ix_labelled_question_active", "labelled_question", ["active", "id"], unique=False)
    op.create_index(
        "ix_labelled_question_department", "labelled_question", ["department_id", "active", "id"], unique=False
    )
    op.create_table(
        "proof_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("age", sa.String(length=120), nullable=False),
        sa.Column("mark", sa.String(length=80), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("hit", sa.Double(), nullable=False),
        sa.Column("automation", sa.Double(), nullable=False),
        sa.Column("precision", sa.Double(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("gained", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seen_by_id"], ["staff_member.id"], name=op.f("fk_proof_run_seen_by_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_proof_run_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_run")),
    )
    op.create_index(op.f("ix_proof_run_at"), "proof_run", ["at"], unique=False)
    op.create_table(
        "town_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("official", sa.String(length=500), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["staff_member.id"], name=op.f("fk_town_word_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_town_word")),
        sa.UniqueConstraint("kind", "language", "key", name=op.f("uq_town_word_kind_language_key")),
    )
    op.create_index("ix_town_word_active", "town_word", ["active", "kind", "key"], unique=False)
    op.create_table(
        "proof_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("was", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["labelled_question.id"], name=op.f("fk_proof_result_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["proof_run.id"], name=op.f("fk_proof_result_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_result")),
        sa.UniqueConstraint("run_id", "question_id", name=op.f("uq_proof_result_run_id_question_id")),
    )
    op.create_index("ix_proof_result_question", "proof_result", ["question_id"], unique=False)
    op.create_index("ix_proof_result_run_verdict", "proof_result", ["run_id", "verdict", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("proof_result")
    op.drop_table("town_word")
    op.drop_table("proof_run")
    op.drop_table("labelled_question")
    op.drop_table("kept_effect")
