-- One text for SQLite and PostgreSQL. Ids are TEXT made by the program, times BIGINT epoch milliseconds,
-- documents JSON in TEXT, truth values 0 or 1. Counters live in `heads`, so that no engine's sequences are needed.

-- The newest place of every stream. Each commit takes this row first, which puts commits in one order.
CREATE TABLE heads (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    audit_seq BIGINT NOT NULL,
    audit_hash TEXT NOT NULL,
    live_seq BIGINT NOT NULL,
    event_seq BIGINT NOT NULL,
    job_seq BIGINT NOT NULL
);
INSERT INTO heads (id, audit_seq, audit_hash, live_seq, event_seq, job_seq) VALUES (1, 0, '', 0, 0, 0);

CREATE TABLE requests (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    status TEXT NOT NULL,
    team TEXT NOT NULL,
    service TEXT NOT NULL,
    requester TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX requests_by_age ON requests (created_at, id);
CREATE INDEX requests_by_status ON requests (status, created_at, id);
CREATE INDEX requests_by_team ON requests (team, created_at, id);
CREATE INDEX requests_by_service ON requests (service, created_at, id);
CREATE INDEX requests_by_requester ON requests (requester, created_at, id);

-- What pollers and lists need of each target, without the request's document.
CREATE TABLE request_targets (
    request_id TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    region TEXT NOT NULL,
    environment_id TEXT NOT NULL,
    phase TEXT NOT NULL,
    state TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    stack_name TEXT NOT NULL,
    stack_id TEXT,
    token TEXT NOT NULL,
    PRIMARY KEY (request_id, stage, region)
);
CREATE INDEX request_targets_running ON request_targets (stage, region)
    WHERE phase IN ('applying', 'cancelling');
CREATE INDEX request_targets_by_environment ON request_targets (environment_id, request_id);

CREATE TABLE environments (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    stage TEXT NOT NULL,
    region TEXT NOT NULL,
    team TEXT NOT NULL,
    template TEXT NOT NULL,
    template_digest TEXT NOT NULL,
    status TEXT NOT NULL,
    drift TEXT NOT NULL,
    held_by TEXT,
    stack_name TEXT NOT NULL,
    stack_id TEXT,
    monthly_usd DOUBLE PRECISION,
    updated_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE UNIQUE INDEX environments_key ON environments (service, name, stage, region);
-- These two cover the search for the matrix's rows.
CREATE INDEX environments_matrix ON environments (service, name, stage, region, template_digest);
CREATE INDEX environments_by_team ON environments (team, service, name, stage, region, template_digest);
CREATE INDEX environments_by_template ON environments (template);

CREATE TABLE services (
    name TEXT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    team TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- One row, so that two requests can never take the same range.
CREATE TABLE address_books (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    version BIGINT NOT NULL,
    document TEXT NOT NULL
);
INSERT INTO address_books (id, version, document) VALUES (1, 1, '{"allocations":[]}');

CREATE TABLE template_versions (
    digest TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    first_seen BIGINT NOT NULL
);

CREATE TABLE stack_events (
    seq BIGINT PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES requests (id) ON DELETE CASCADE,
    stage TEXT NOT NULL,
    region TEXT NOT NULL,
    stack_id TEXT NOT NULL,
    event_id TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE UNIQUE INDEX stack_events_known ON stack_events (stack_id, event_id);
CREATE INDEX stack_events_of_request ON stack_events (request_id, seq);
CREATE INDEX stack_events_of_stack ON stack_events (stack_id, seq);

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL,
    document TEXT NOT NULL
);

CREATE TABLE sessions (
    hash TEXT PRIMARY KEY,
    actor TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    actor TEXT NOT NULL,
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX tokens_by_actor ON tokens (actor, created_at);

CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    actor TEXT NOT NULL,
    content TEXT NOT NULL,
    saved_at BIGINT NOT NULL
);
CREATE INDEX drafts_by_actor ON drafts (actor, saved_at);

CREATE TABLE idempotency_keys (
    actor TEXT NOT NULL,
    key TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    request_id TEXT NOT NULL,
    used_at BIGINT NOT NULL,
    PRIMARY KEY (actor, key)
);

-- Append-only: `dialect.rs` adds the triggers that refuse everything else.
CREATE TABLE audit_events (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_login TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    team TEXT,
    why TEXT,
    before_value TEXT NOT NULL,
    after_value TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_events_by_subject ON audit_events (subject, seq);
CREATE INDEX audit_events_by_team ON audit_events (team, seq);
CREATE INDEX audit_events_by_time ON audit_events (at, seq);

CREATE TABLE live_events (
    seq BIGINT PRIMARY KEY,
    topic TEXT NOT NULL,
    subject TEXT NOT NULL,
    version BIGINT NOT NULL
);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    -- Order in which jobs were written; a lane follows it.
    seq BIGINT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    document TEXT NOT NULL,
    lane TEXT NOT NULL,
    pool TEXT NOT NULL,
    unique_key TEXT,
    run_at BIGINT NOT NULL,
    -- From when on it may be claimed: `run_at`, or the end of its lease.
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- Counts leases; makes each lease's text unique.
    claims BIGINT NOT NULL,
    -- Set while somebody holds it.
    lease TEXT,
    last_error TEXT
);
CREATE INDEX jobs_due ON jobs (due_at);
CREATE INDEX jobs_in_turn ON jobs (run_at, seq);
CREATE INDEX jobs_by_lane ON jobs (lane, seq);
CREATE INDEX jobs_running ON jobs (pool, due_at) WHERE lease IS NOT NULL;
CREATE UNIQUE INDEX jobs_queued_key ON jobs (unique_key) WHERE lease IS NULL;
