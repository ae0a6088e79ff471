-- What people are told, how they want to hear of it, and what is on its way out.

CREATE TABLE notifications (
    id TEXT PRIMARY KEY,
    notice TEXT NOT NULL,
    person TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    document TEXT NOT NULL,
    -- Nobody is told twice.
    UNIQUE (notice, person)
);
CREATE INDEX notifications_by_person ON notifications (person, at, id);
CREATE INDEX notifications_unread ON notifications (person) WHERE read_at IS NULL;
CREATE INDEX notifications_by_age ON notifications (at);

CREATE TABLE notification_preferences (
    person TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    document TEXT NOT NULL
);

CREATE TABLE notification_channels (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    team TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX notification_channels_by_team ON notification_channels (team, created_at, id);

CREATE TABLE notice_deliveries (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    notice TEXT NOT NULL,
    recipient TEXT NOT NULL,
    means TEXT NOT NULL,
    -- Whose channel it goes through; NULL for mail to a person.
    team TEXT,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (notice, recipient, means)
);
CREATE INDEX notice_deliveries_by_team ON notice_deliveries (team, created_at, id);
CREATE INDEX notice_deliveries_by_age ON notice_deliveries (created_at, id);
