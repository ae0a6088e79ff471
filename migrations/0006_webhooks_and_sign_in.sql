-- What GitHub has told by itself, for as long as it may be told again.

CREATE TABLE webhook_deliveries (
    -- As GitHub names it in X-GitHub-Delivery; the same when it is sent again.
    id TEXT PRIMARY KEY,
    received_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (received_at, id);

-- Who vouches for a person, and when it was last asked what the person may do.
CREATE TABLE identities (
    actor TEXT PRIMARY KEY,
    document TEXT NOT NULL
);
-- All sessions of somebody end at once when their rights do.
CREATE INDEX sessions_by_actor ON sessions (actor);
