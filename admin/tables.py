"""All tables of the house in one place, for the migrations: importing a module is what registers its tables."""

from __future__ import annotations

import admin.access.attempts
import admin.comparison.reference
import admin.figures.contact_fact
import admin.figures.figure_month
import admin.figures.figure_survey
import admin.measurement.bank_question
import admin.measurement.round
import admin.proof.runs
import admin.reports.monthly_letter
import admin.reports.plan.planned_action
import admin.reports.report_text
import assistant.cases.note
import assistant.cases.outbox
import assistant.cases.presence
import assistant.cases.proposal
import assistant.cases.proposed_phrasing
import assistant.cases.reply_template
import assistant.cases.response_log
import assistant.cases.survey
import assistant.cases.unanswered
import assistant.cases.word_index
import assistant.escalation.clock_job
import knowledge.answering
import knowledge.audit
import knowledge.background_job
import knowledge.drafts
import knowledge.entries
import knowledge.importing.kept
import knowledge.labelled_question
import knowledge.remarks
import knowledge.topic_links
import knowledge.town_words
import knowledge.vectors
import knowledge.watched_links
import mail_gateway.guards.trouble
import mail_gateway.inbound
import mail_gateway.measuring.reply
from knowledge.database import Base

METADATA = Base.metadata
MODULES = (
    admin.access.attempts,
    admin.comparison.reference,
    admin.figures.contact_fact,
    admin.figures.figure_month,
    admin.measurement.bank_question,
    admin.measurement.round,
    admin.figures.figure_survey,
    admin.proof.runs,
    admin.reports.monthly_letter,
    admin.reports.plan.planned_action,
    admin.reports.report_text,
    knowledge.answering,
    knowledge.audit,
    knowledge.background_job,
    knowledge.drafts,
    knowledge.entries,
    knowledge.importing.kept,
    knowledge.labelled_question,
    knowledge.remarks,
    knowledge.topic_links,
    knowledge.town_words,
    knowledge.vectors,
    knowledge.watched_links,
    knowledge.watched_links,
    assistant.cases.note,
    assistant.cases.outbox,
    assistant.cases.presence,
    assistant.cases.proposal,
    assistant.cases.proposed_phrasing,
    assistant.cases.reply_template,
    assistant.cases.response_log,
    assistant.cases.survey,
    assistant.cases.unanswered,
    assistant.cases.word_index,
    assistant.escalation.clock_job,
    mail_gateway.inbound,
    mail_gateway.measuring.reply,
    mail_gateway.guards.trouble,
)


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table or an index in a database is one that `METADATA` names; for Alembic's `include_name`.

    The search over cases has what no column can say: SQLite's FTS5 table, which keeps tables of its own beside it,
    and PostgreSQL's GIN index. Migration 0016 makes them.
    """
    return not (
        kind in ("table", "index") and name is not None and name.startswith(("case_words_fts", "ix_case_words"))
    )
