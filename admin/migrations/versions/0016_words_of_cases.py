"""the words that cases are found by"""

from collections import defaultdict

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from assistant.cases.finding_words import Findable, words_of
from assistant.cases.word_index import PORTION, statement_for

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

# FTS5 with the table's own text: the triggers are those of sqlite.org/fts5.html, section 4.4.3. The words are made by
# us, so nothing is left of them to fold; no positions are kept, since no phrase is searched.
FTS = """
CREATE VIRTUAL TABLE case_words_fts USING fts5(
    words, content='case_words', content_rowid='case_id', detail='none', columnsize=0,
    tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
)
"""
TRIGGERS = (
    """
    CREATE TRIGGER case_words_added AFTER INSERT ON case_words BEGIN
        INSERT INTO case_words_fts (rowid, words) VALUES (new.case_id, new.words);
    END
    """,
    """
    CREATE TRIGGER case_words_gone AFTER DELETE ON case_words BEGIN
        INSERT INTO case_words_fts (case_words_fts, rowid, words) VALUES ('delete', old.case_id, old.words);
    END
    """,
    """
    CREATE TRIGGER case_words_changed AFTER UPDATE ON case_words BEGIN
        INSERT INTO case_words_fts (case_words_fts, rowid, words) VALUES ('delete', old.case_id, old.words);
        INSERT INTO case_words_fts (rowid, words) VALUES (new.case_id, new.words);
    END
    """,
)
# Written out, so that tables which change later leave this step as it is.
HEADS = sa.text("""
SELECT c.id, c.number, c.subject, c.contact_name, c.contact_email, c.group_id, c.handler_id, r.name, r.email
FROM "case" c LEFT JOIN resident r ON r.id = c.resident_id WHERE c.id > :after ORDER BY c.id LIMIT :portion
""")
MESSAGES = sa.text("""
SELECT case_id, subject, text FROM message
WHERE case_id > :after AND case_id <= :last AND (author <> 'assistant' OR kind = 'answer') ORDER BY id
""")


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == 'sqlite'
    op.create_table('case_words',
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text() if sqlite else postgresql.TSVECTOR(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_words_case_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_case_words'))
    )
    if sqlite:
        op.execute(FTS)
        for trigger in TRIGGERS:
            op.execute(trigger)
    _fill()
    if not sqlite:
        # After the rows: an index over what is there already is made many times faster.
        op.create_index('ix_case_words_words', 'case_words', ['words'], unique=False, postgresql_using='gin')
    op.create_index('ix_case_status_received', 'case', ['status', 'received_at'], unique=False)
    columns = ['group_id', 'confidential', 'status', 'received_at']
    op.create_index('ix_case_group_secret_received', 'case', columns, unique=False)
    op.create_index('ix_case_handler_status_received', 'case', ['handler_id', 'status', 'received_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_case_handler_status_received', table_name='case')
    op.drop_index('ix_case_group_secret_received', table_name='case')
    op.drop_index('ix_case_status_received', table_name='case')
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TABLE case_words_fts')
    op.drop_table('case_words')


def _fill() -> None:
    """The words of the cases that are there, a portion at a time."""
    connection, after = op.get_bind(), 0
    while heads := connection.execute(HEADS, {'after': after, 'portion': PORTION}).all():
        last, said = heads[-1].id, defaultdict(list)
        for row in connection.execute(MESSAGES, {'after': after, 'last': last}):
            said[row.case_id] += [row.subject, row.text]
        rows = [{'case_id': row.id, 'words': ' '.join(words_of(_findable(row, said[row.id])))} for row in heads]
        connection.execute(statement_for(connection.dialect), rows)
        after = last


def _findable(row, texts) -> Findable:
    people = (row.contact_name, row.contact_email, row.name, row.email)
    return Findable(row.number, row.subject, tuple(filter(None, people)), tuple(texts), row.group_id, row.handler_id)
