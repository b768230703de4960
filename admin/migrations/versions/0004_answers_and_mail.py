"""answers and mail"""

from alembic import op
import sqlalchemy as sa

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('mailbox_progress',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mailbox', sa.String(length=60), nullable=False),
    sa.Column('folder', sa.String(length=200), nullable=False),
    sa.Column('uidvalidity', sa.BigInteger(), nullable=False),
    sa.Column('last_uid', sa.BigInteger(), nullable=False),
    sa.Column('last_success_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mailbox_progress')),
    sa.UniqueConstraint('mailbox', 'folder', name=op.f('uq_mailbox_progress_mailbox_folder'))
    )
    op.create_table('inbound_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mailbox', sa.String(length=60), nullable=False),
    sa.Column('folder', sa.String(length=200), nullable=False),
    sa.Column('uidvalidity', sa.BigInteger(), nullable=False),
    sa.Column('uid', sa.BigInteger(), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=False),
    sa.Column('headers_only', sa.Boolean(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('message_id', sa.String(length=998), nullable=False),
    sa.Column('sender', sa.String(length=320), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=60), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('flagged', sa.Boolean(), nullable=False),
    sa.Column('case_message_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['case_message_id'], ['message.id'], name=op.f('fk_inbound_mail_case_message_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbound_mail')),
    sa.UniqueConstraint('mailbox', 'folder', 'uidvalidity', 'uid', name=op.f('uq_inbound_mail_mailbox_folder_uidvalidity_uid'))
    )
    with op.batch_alter_table('inbound_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbound_mail_case_message_id'), ['case_message_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inbound_mail_content_hash'), ['content_hash'], unique=False)
        batch_op.create_index(batch_op.f('ix_inbound_mail_message_id'), ['message_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inbound_mail_sender'), ['sender'], unique=False)
        batch_op.create_index('ix_inbound_mail_sha256', ['sha256'], unique=False)
        batch_op.create_index('ix_inbound_mail_state_lease', ['state', 'leased_until'], unique=False)

    op.create_table('outbox_mail',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('answers_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('recipient_domain', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('data_started', sa.Boolean(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('message_id', sa.String(length=300), nullable=True),
    sa.Column('sender', sa.String(length=254), nullable=False),
    sa.Column('rendered', sa.LargeBinary(), nullable=True),
    sa.Column('server_reply', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['answers_id'], ['message.id'], name=op.f('fk_outbox_mail_answers_id')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_outbox_mail_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_outbox_mail_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_mail')),
    sa.UniqueConstraint('answers_id', 'kind', name=op.f('uq_outbox_mail_answers_id_kind')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outbox_mail_message_id'))
    )
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_mail_case_id'), ['case_id'], unique=False)
        batch_op.create_index('ix_outbox_mail_created', ['created_at'], unique=False)
        batch_op.create_index('ix_outbox_mail_domain_created', ['recipient_domain', 'created_at'], unique=False)
        batch_op.create_index('ix_outbox_mail_recipient_created', ['recipient', 'created_at'], unique=False)
        batch_op.create_index('ix_outbox_mail_state_next', ['state', 'next_attempt_at'], unique=False)

    op.create_table('response_log',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('case_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.Integer(), nullable=True),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('outcome', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=40), nullable=False),
    sa.Column('answered', sa.Boolean(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('confidence', sa.Double(), nullable=True),
    sa.Column('department_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('working_seconds', sa.Integer(), nullable=False),
    sa.Column('calendar', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_response_log_case_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['department_id'], ['department.id'], name=op.f('fk_response_log_department_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_response_log_entry_id')),
    sa.ForeignKeyConstraint(['question_id'], ['message.id'], name=op.f('fk_response_log_question_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_response_log_staff_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response_log'))
    )
    with op.batch_alter_table('response_log', schema=None) as batch_op:
        batch_op.create_index('ix_response_log_at', ['at'], unique=False)
        batch_op.create_index('ix_response_log_case', ['case_id'], unique=False)
        batch_op.create_index('ix_response_log_department_at', ['department_id', 'at'], unique=False)
        batch_op.create_index('ix_response_log_entry_at', ['entry_id', 'at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('response_log', schema=None) as batch_op:
        batch_op.drop_index('ix_response_log_entry_at')
        batch_op.drop_index('ix_response_log_department_at')
        batch_op.drop_index('ix_response_log_case')
        batch_op.drop_index('ix_response_log_at')

    op.drop_table('response_log')
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_mail_state_next')
        batch_op.drop_index('ix_outbox_mail_recipient_created')
        batch_op.drop_index('ix_outbox_mail_domain_created')
        batch_op.drop_index('ix_outbox_mail_created')
        batch_op.drop_index(batch_op.f('ix_outbox_mail_case_id'))

    op.drop_table('outbox_mail')
    with op.batch_alter_table('inbound_mail', schema=None) as batch_op:
        batch_op.drop_index('ix_inbound_mail_state_lease')
        batch_op.drop_index('ix_inbound_mail_sha256')
        batch_op.drop_index(batch_op.f('ix_inbound_mail_sender'))
        batch_op.drop_index(batch_op.f('ix_inbound_mail_message_id'))
        batch_op.drop_index(batch_op.f('ix_inbound_mail_content_hash'))
        batch_op.drop_index(batch_op.f('ix_inbound_mail_case_message_id'))

    op.drop_table('inbound_mail')
    op.drop_table('mailbox_progress')
