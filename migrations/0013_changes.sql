-- What was changed, by the portal and by others, for whoever asks later which change made a service unwell. What the portal
-- does itself follows from its rollouts, requests, freezes and launches, in the commit that writes these.

CREATE TABLE changes (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    -- NULL: it concerns whatever runs there.
    service TEXT,
    started_at BIGINT NOT NULL,
    -- When it last arrived in a region.
    last_at BIGINT NOT NULL,
    -- 1 when people have confirmed that it was an incident's cause.
    blamed BIGINT NOT NULL DEFAULT 0,
    document TEXT NOT NULL
);
CREATE INDEX changes_by_time ON changes (last_at, started_at);
CREATE INDEX changes_of_service ON changes (service, kind, blamed);
