"""The first tables: studies, answers, codings, the team, the experts' side."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: The book of what the team did can only grow: on both databases a trigger refuses to change or delete an entry.
SQLITE_GUARDS = """
create trigger audit_entry_no_update before update on audit_entry begin select raise(abort, 'audit entries never change'); end;
create trigger audit_entry_no_delete before delete on audit_entry begin select raise(abort, 'audit entries are never deleted'); end;
"""
POSTGRESQL_GUARDS = """
create function audit_entry_guard() returns trigger language plpgsql as $$ begin raise exception 'audit entries never change'; end $$;
create trigger audit_entry_no_change before update or delete on audit_entry for each row execute function audit_entry_guard();
create trigger audit_entry_no_truncate before truncate on audit_entry for each statement execute function audit_entry_guard();
"""


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(255), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("founder", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password", sa.String(255), nullable=True),
        sa.Column("fs_uniquifier", sa.String(64), nullable=False),
        sa.Column("tf_primary_method", sa.String(16), nullable=True),
        sa.Column("tf_totp_secret", sa.String(255), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.UnicodeText(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language in ('kk', 'ru', 'en')", name="account_language_known"),
        sa.CheckConstraint("email = lower(email)", name="account_email_lower"),
        sa.PrimaryKeyConstraint("id", name="account_pkey"),
        sa.UniqueConstraint("email", name="account_email_key"),
        sa.UniqueConstraint("fs_uniquifier", name="account_fs_uniquifier_key"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Uuid(), nullable=True),
        sa.Column("study_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="audit_entry_pkey"),
    )
    op.create_index("audit_entry_by_study", "audit_entry", ["study_id", "id"], unique=False)
    op.create_table(
        "study",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(64), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("under_k", sa.String(), nullable=False),
        sa.Column("travelling", sa.JSON(), nullable=False),
        sa.Column("withdraw_until", sa.Date(), nullable=True),
        sa.Column("readers", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mode in ('anonymous', 'confidential', 'open')", name="study_mode_known"),
        sa.CheckConstraint("plan in ('closing', 'interim')", name="study_plan_known"),
        sa.CheckConstraint("state in ('draft', 'open', 'closed')", name="study_state_known"),
        sa.CheckConstraint("under_k in ('discard', 'coarsen')", name="study_under_k_known"),
        sa.CheckConstraint("k >= 3", name="study_k_at_least_three"),
        sa.PrimaryKeyConstraint("id", name="study_pkey"),
        sa.UniqueConstraint("id", "mode", name="study_id_mode"),
        sa.UniqueConstraint("slug", name="study_slug_key"),
    )
    op.create_table(
        "submitted_key",
        sa.Column("key", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("key", name="submitted_key_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("hotkey", sa.String(1), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("colour", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("include", sa.JSON(), nullable=False),
        sa.Column("exclude", sa.JSON(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("colour between 1 and 48", name="code_colour_in_range"),
        sa.CheckConstraint("parent_id is null or parent_id <> id", name="code_not_its_own_parent"),
        sa.ForeignKeyConstraint(["parent_id"], ["code.id"], name="code_parent_id_fkey"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="code_study_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="code_pkey"),
        sa.UniqueConstraint("study_id", "key", name="code_key_once"),
    )
    op.create_index(op.f("ix_code_study_id"), "code", ["study_id"], unique=False)
    op.create_table(
        "codebook",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="codebook_study_id_fkey"),
        sa.PrimaryKeyConstraint("study_id", name="codebook_pkey"),
    )
    op.create_table(
        "coder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="coder_study_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="coder_pkey"),
        sa.UniqueConstraint("study_id", "label", name="coder_label_once"),
    )
    op.create_table(
        "consent",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="consent_study_id_fkey"),
        sa.PrimaryKeyConstraint("study_id", "number", name="consent_pkey"),
    )
    op.create_table(
        "corpus",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="corpus_study_id_fkey"),
        sa.PrimaryKeyConstraint("study_id", name="corpus_pkey"),
    )
    op.create_table(
        "draft",
        sa.Column("draft_key", sa.String(64), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("revision >= 0", name="draft_revision_counts"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="draft_study_id_fkey"),
        sa.PrimaryKeyConstraint("draft_key", name="draft_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "frozen_promises",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="frozen_promises_study_id_fkey"),
        sa.PrimaryKeyConstraint("study_id", name="frozen_promises_pkey"),
    )
    op.create_table(
        "release_cleaning",
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("closing", sa.Boolean(), nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="release_cleaning_study_id_fkey"),
        sa.PrimaryKeyConstraint("study_id", name="release_cleaning_pkey"),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose in ('demo', 'password')", name="sign_in_link_purpose_known"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="sign_in_link_account_id_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id_hash", name="sign_in_link_pkey"),
    )
    op.create_table(
        "staff_session",
        sa.Column("id_hash", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="staff_session_account_id_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id_hash", name="staff_session_pkey"),
    )
    op.create_index("staff_session_by_account", "staff_session", ["account_id"], unique=False)
    op.create_table(
        "study_questionnaire",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="study_questionnaire_study_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="study_questionnaire_pkey"),
        sa.UniqueConstraint("study_id", "name", name="study_questionnaire_name"),
    )
    op.create_index(op.f("ix_study_questionnaire_study_id"), "study_questionnaire", ["study_id"], unique=False)
    op.create_table(
        "waiting",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("stratum", sa.String(512), nullable=False),
        sa.Column("withdraw_hash", sa.String(64), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="waiting_study_id_fkey"),
        sa.PrimaryKeyConstraint("key", name="waiting_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("waiting_by_stratum", "waiting", ["study_id", "stratum"], unique=False)
    op.create_table(
        "withdrawal_request",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="withdrawal_request_study_id_fkey"),
        sa.PrimaryKeyConstraint("hash", "study_id", name="withdrawal_request_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("coder_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name="assignment_coder_id_fkey"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="assignment_study_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="assignment_pkey"),
        sa.UniqueConstraint("coder_id", "question", name="assignment_once"),
    )
    op.create_index(op.f("ix_assignment_study_id"), "assignment", ["study_id"], unique=False)
    op.create_table(
        "code_revision",
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name="code_revision_code_id_fkey"),
        sa.PrimaryKeyConstraint("code_id", "revision", name="code_revision_pkey"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("coder_id", sa.Uuid(), nullable=True),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.JSON(), nullable=False),
        sa.Column("inverse", sa.JSON(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.CheckConstraint("scope in ('coding', 'codebook')", name="event_scope_known"),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name="event_coder_id_fkey"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="event_study_id_fkey"),
        sa.ForeignKeyConstraint(["undoes"], ["event.id"], name="event_undoes_fkey"),
        sa.PrimaryKeyConstraint("id", name="event_pkey"),
        sa.UniqueConstraint("undoes", name="event_undone_once"),
    )
    op.create_index("event_of_coder", "event", ["study_id", "coder_id", "scope", "id"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("slot", sa.String(64), nullable=True),
        sa.Column("opened", sa.Boolean(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["questionnaire_id"], ["study_questionnaire.id"], name="invitation_questionnaire_id_fkey"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="invitation_study_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="invitation_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index("invitation_by_study", "invitation", ["study_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("coder_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("role in ('owner', 'researcher', 'coder', 'reader', 'fieldworker')", name="membership_role_known"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="membership_account_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name="membership_coder_id_fkey"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="membership_study_id_fkey"),
        sa.PrimaryKeyConstraint("account_id", "study_id", name="membership_pkey"),
        sa.UniqueConstraint("coder_id", name="membership_coder_id_key"),
    )
    op.create_index("membership_by_study", "membership", ["study_id"], unique=False)
    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name="questionnaire_version_from_one"),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["study_questionnaire.id"], name="questionnaire_version_questionnaire_id_fkey"
        ),
        sa.PrimaryKeyConstraint("id", name="questionnaire_version_pkey"),
        sa.UniqueConstraint("questionnaire_id", "number", name="questionnaire_version_number"),
    )
    op.create_index(op.f("ix_questionnaire_version_questionnaire_id"), "questionnaire_version", ["questionnaire_id"], unique=False)
    op.create_table(
        "invitation_code",
        sa.Column("h", sa.String(64), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name="invitation_code_invitation_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("h", name="invitation_code_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_invitation_code_invitation_id"), "invitation_code", ["invitation_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("consent_number", sa.Integer(), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.Column("may_archive", sa.Boolean(), nullable=False),
        sa.Column("withdraw_hash", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="response_study_id_fkey"),
        sa.ForeignKeyConstraint(["version_id"], ["questionnaire_version.id"], name="response_version_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="response_pkey"),
        sa.UniqueConstraint("id", "study_id", name="response_id_study"),
        sqlite_with_rowid=False,
    )
    op.create_index("response_by_study", "response", ["study_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("missing", sa.String(16), nullable=True),
        sa.CheckConstraint(
            "missing is null or missing in ('skipped', 'not_asked', 'refused', 'dont_know', 'not_applicable', 'covered')",
            name="answer_missing_known",
        ),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="answer_response_id_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("response_id", "question", name="answer_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "response_origin",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_row", sa.Integer(), nullable=True),
        sa.CheckConstraint("mode <> 'anonymous'", name="response_origin_never_anonymous"),
        sa.ForeignKeyConstraint(["response_id", "study_id"], ["response.id", "response.study_id"], name="response_origin_response"),
        sa.ForeignKeyConstraint(["study_id", "mode"], ["study.id", "study.mode"], name="response_origin_mode"),
        sa.PrimaryKeyConstraint("response_id", name="response_origin_pkey"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("response_id", sa.Uuid(), nullable=True),
        sa.Column("question", sa.String(64), nullable=True),
        sa.Column("label", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.CheckConstraint(
            "(kind = 'answer') = (response_id is not null and question is not null)", name="source_answer_has_response"
        ),
        sa.CheckConstraint("kind in ('answer', 'comment', 'document')", name="source_kind_known"),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name="source_response_id_fkey"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="source_study_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="source_pkey"),
        sa.UniqueConstraint("response_id", "question", name="source_answer_once"),
        sa.UniqueConstraint("study_id", "question", "label", name="source_label_once"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "coded_segment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.Column("coder_id", sa.Uuid(), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.CheckConstraint("start >= 0 and start < stop", name="coded_segment_not_empty"),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name="coded_segment_code_id_fkey"),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name="coded_segment_coder_id_fkey"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="coded_segment_source_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="coded_segment_pkey"),
        sa.UniqueConstraint("coder_id", "question", "source_id", "code_id", "start", "stop", name="coded_segment_once"),
    )
    op.create_index("coded_segment_by_code", "coded_segment", ["code_id"], unique=False)
    op.create_index("coded_segment_by_source", "coded_segment", ["source_id"], unique=False)
    op.create_table(
        "source_done",
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("coder_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name="source_done_coder_id_fkey"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="source_done_source_id_fkey"),
        sa.PrimaryKeyConstraint("source_id", "coder_id", name="source_done_pkey"),
    )
    op.create_index("source_done_by_question", "source_done", ["coder_id", "question", "source_id"], unique=False)
    op.create_table(
        "memo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("study_id", sa.Uuid(), nullable=False),
        sa.Column("coder_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("code_id", sa.Uuid(), nullable=True),
        sa.Column("segment_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(case when source_id is null then 0 else 1 end) + (case when code_id is null then 0 else 1 end) + (case when segment_id is null then 0 else 1 end) <= 1",
            name="memo_on_one_thing",
        ),
        sa.ForeignKeyConstraint(["code_id"], ["code.id"], name="memo_code_id_fkey"),
        sa.ForeignKeyConstraint(["coder_id"], ["coder.id"], name="memo_coder_id_fkey"),
        sa.ForeignKeyConstraint(["segment_id"], ["coded_segment.id"], name="memo_segment_id_fkey"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="memo_source_id_fkey"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="memo_study_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="memo_pkey"),
        sa.UniqueConstraint("code_id", "coder_id", name="memo_once_on_code"),
        sa.UniqueConstraint("source_id", "coder_id", name="memo_once_on_source"),
    )
    op.create_index(op.f("ix_memo_study_id"), "memo", ["study_id"], unique=False)
    op.create_table(
        "memo_text",
        sa.Column("memo_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["memo_id"], ["memo.id"], name="memo_text_memo_id_fkey"),
        sa.PrimaryKeyConstraint("memo_id", "revision", name="memo_text_pkey"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for guard in SQLITE_GUARDS.strip().splitlines():
            op.execute(guard)
    else:
        for guard in POSTGRESQL_GUARDS.strip().splitlines():
            op.execute(guard)


def downgrade() -> None:
    op.drop_table("memo_text")
    op.drop_index(op.f("ix_memo_study_id"), table_name="memo")
    op.drop_table("memo")
    op.drop_index("source_done_by_question", table_name="source_done")
    op.drop_table("source_done")
    op.drop_index("coded_segment_by_source", table_name="coded_segment")
    op.drop_index("coded_segment_by_code", table_name="coded_segment")
    op.drop_table("coded_segment")
    op.drop_table("source")
    op.drop_table("response_origin")
    op.drop_table("answer")
    op.drop_index("response_by_study", table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_invitation_code_invitation_id"), table_name="invitation_code")
    op.drop_table("invitation_code")
    op.drop_index(op.f("ix_questionnaire_version_questionnaire_id"), table_name="questionnaire_version")
    op.drop_table("questionnaire_version")
    op.drop_index("membership_by_study", table_name="membership")
    op.drop_table("membership")
    op.drop_index("invitation_by_study", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("event_of_coder", table_name="event")
    op.drop_table("event")
    op.drop_table("code_revision")
    op.drop_index(op.f("ix_assignment_study_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_table("withdrawal_request")
    op.drop_index("waiting_by_stratum", table_name="waiting")
    op.drop_table("waiting")
    op.drop_index(op.f("ix_study_questionnaire_study_id"), table_name="study_questionnaire")
    op.drop_table("study_questionnaire")
    op.drop_index("staff_session_by_account", table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_table("sign_in_link")
    op.drop_table("release_cleaning")
    op.drop_table("frozen_promises")
    op.drop_table("draft")
    op.drop_table("corpus")
    op.drop_table("consent")
    op.drop_table("coder")
    op.drop_table("codebook")
    op.drop_index(op.f("ix_code_study_id"), table_name="code")
    op.drop_table("code")
    op.drop_table("submitted_key")
    op.drop_table("study")
    op.drop_index("audit_entry_by_study", table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("account")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function audit_entry_guard()")
