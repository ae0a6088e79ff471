-- Freeze windows that people made, calendars that were read, deputies, and reviews that are due.

CREATE TABLE freezes (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX freezes_by_age ON freezes (created_at, id);

-- The last good text of each iCalendar file, and why a later one is not taken.
CREATE TABLE calendars (
    name TEXT PRIMARY KEY,
    content TEXT,
    read_at BIGINT,
    problem TEXT,
    tried_at BIGINT NOT NULL
);

CREATE TABLE delegations (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    team TEXT NOT NULL,
    ends_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX delegations_by_end ON delegations (ends_at, id);

-- 1 while somebody else has to look at what one person did alone.
ALTER TABLE rollouts ADD COLUMN review_due BIGINT NOT NULL DEFAULT 0;
CREATE INDEX rollouts_to_review ON rollouts (created_at, id) WHERE review_due = 1;
