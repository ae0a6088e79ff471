-- What services were like, what was promised of them, and what was wrong with them.

-- One service in one stage and region, as it is measured. Its number stands for it in every sample.
CREATE TABLE sample_places (
    id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,
    service TEXT NOT NULL,
    stage TEXT NOT NULL,
    region TEXT NOT NULL,
    -- Length of a raw sample.
    step_millis BIGINT NOT NULL,
    -- Everything before is kept, or was never measured.
    collected_until BIGINT NOT NULL,
    first_at BIGINT,
    last_at BIGINT,
    tried_at BIGINT,
    -- Why the last try told nothing.
    problem TEXT,
    UNIQUE (service, stage, region)
);
CREATE INDEX sample_places_by_region ON sample_places (stage, region);

-- A column per metric: a point takes no more than its numbers. `seconds`: how much of the step the requests are known of.
CREATE TABLE samples_raw (
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    request_rate DOUBLE PRECISION,
    error_rate DOUBLE PRECISION,
    p50 DOUBLE PRECISION,
    p95 DOUBLE PRECISION,
    p99 DOUBLE PRECISION,
    cpu DOUBLE PRECISION,
    memory DOUBLE PRECISION,
    storage_iops DOUBLE PRECISION,
    storage_iops_limit DOUBLE PRECISION,
    storage_reads DOUBLE PRECISION,
    storage_throughput DOUBLE PRECISION,
    storage_throughput_limit DOUBLE PRECISION,
    queue_length DOUBLE PRECISION,
    connections DOUBLE PRECISION,
    connections_limit DOUBLE PRECISION,
    burst_balance DOUBLE PRECISION,
    cache_hits DOUBLE PRECISION,
    PRIMARY KEY (place, at)
);

CREATE TABLE samples_minute (
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    request_rate DOUBLE PRECISION,
    error_rate DOUBLE PRECISION,
    p50 DOUBLE PRECISION,
    p95 DOUBLE PRECISION,
    p99 DOUBLE PRECISION,
    cpu DOUBLE PRECISION,
    memory DOUBLE PRECISION,
    storage_iops DOUBLE PRECISION,
    storage_iops_limit DOUBLE PRECISION,
    storage_reads DOUBLE PRECISION,
    storage_throughput DOUBLE PRECISION,
    storage_throughput_limit DOUBLE PRECISION,
    queue_length DOUBLE PRECISION,
    connections DOUBLE PRECISION,
    connections_limit DOUBLE PRECISION,
    burst_balance DOUBLE PRECISION,
    cache_hits DOUBLE PRECISION,
    PRIMARY KEY (place, at)
);

CREATE TABLE samples_hour (
    place BIGINT NOT NULL,
    at BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    request_rate DOUBLE PRECISION,
    error_rate DOUBLE PRECISION,
    p50 DOUBLE PRECISION,
    p95 DOUBLE PRECISION,
    p99 DOUBLE PRECISION,
    cpu DOUBLE PRECISION,
    memory DOUBLE PRECISION,
    storage_iops DOUBLE PRECISION,
    storage_iops_limit DOUBLE PRECISION,
    storage_reads DOUBLE PRECISION,
    storage_throughput DOUBLE PRECISION,
    storage_throughput_limit DOUBLE PRECISION,
    queue_length DOUBLE PRECISION,
    connections DOUBLE PRECISION,
    connections_limit DOUBLE PRECISION,
    burst_balance DOUBLE PRECISION,
    cache_hits DOUBLE PRECISION,
    PRIMARY KEY (place, at)
);

-- One promise in one place, and how it stands.
CREATE TABLE objectives (
    id BIGINT PRIMARY KEY,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- 1 while an alert holds.
    alerting BIGINT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (place, name)
);
CREATE INDEX objectives_alerting ON objectives (place) WHERE alerting = 1;

-- Requests, and those that broke the promise, in thousandths: by the minute for the windows of alerts, by the hour for budgets.
CREATE TABLE tally_minutes (
    objective BIGINT NOT NULL,
    at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    PRIMARY KEY (objective, at)
);

CREATE TABLE tally_hours (
    objective BIGINT NOT NULL,
    at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    bad BIGINT NOT NULL,
    PRIMARY KEY (objective, at)
);

CREATE TABLE incidents (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    service TEXT NOT NULL,
    stage TEXT NOT NULL,
    team TEXT NOT NULL,
    status TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    -- NULL while somebody works on it.
    resolved_at BIGINT,
    document TEXT NOT NULL
);
CREATE INDEX incidents_by_age ON incidents (opened_at, id);
CREATE INDEX incidents_by_service ON incidents (service, opened_at, id);
CREATE INDEX incidents_by_end ON incidents (resolved_at);
CREATE INDEX incidents_live ON incidents (opened_at, id) WHERE resolved_at IS NULL;
