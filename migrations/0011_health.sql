-- How services are in their regions, and what was found when they were asked.

CREATE TABLE health (
    placement TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    service TEXT NOT NULL,
    stage TEXT NOT NULL,
    region TEXT NOT NULL,
    state TEXT NOT NULL,
    since BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX health_by_region ON health (region, stage, service);

-- Each state that a placement came to.
CREATE TABLE health_changes (
    placement TEXT NOT NULL,
    at BIGINT NOT NULL,
    service TEXT NOT NULL,
    stage TEXT NOT NULL,
    region TEXT NOT NULL,
    state TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (placement, at)
);
CREATE INDEX health_changes_by_age ON health_changes (at);
CREATE INDEX health_changes_by_region ON health_changes (region, at);

-- What one location found on one probe in one span of time, a line for each check or sum.
CREATE TABLE check_chunks (
    probe TEXT NOT NULL,
    location TEXT NOT NULL,
    tier TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (probe, location, tier, starts_at)
);
CREATE INDEX check_chunks_by_age ON check_chunks (tier, starts_at);

-- The newest word of each location that is not the portal itself, for whoever judges.
CREATE TABLE check_words (
    probe TEXT NOT NULL,
    location TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (probe, location)
);
CREATE INDEX check_words_by_time ON check_words (received_at);
