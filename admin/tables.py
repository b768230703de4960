"""All tables of the house in one place, for the migrations: importing a module is what registers its tables."""

from __future__ import annotations

import assistant.cases.outbox
import assistant.cases.response_log
import knowledge.answering
import knowledge.entries
import knowledge.remarks
import knowledge.topic_links
import knowledge.vectors
import mail_gateway.guards.trouble
import mail_gateway.inbound
from knowledge.database import Base

METADATA = Base.metadata
MODULES = (
    knowledge.answering,
    knowledge.entries,
    knowledge.remarks,
    knowledge.topic_links,
    knowledge.vectors,
    assistant.cases.outbox,
    assistant.cases.response_log,
    mail_gateway.inbound,
    mail_gateway.guards.trouble,
)
