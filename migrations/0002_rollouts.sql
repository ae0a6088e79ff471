-- Releases, their way through the regions, and what runs where because of it.

CREATE TABLE releases (
    id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    team TEXT NOT NULL,
    release_version TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE UNIQUE INDEX releases_named ON releases (service, release_version);
CREATE INDEX releases_by_age ON releases (created_at, id);
CREATE INDEX releases_by_service ON releases (service, created_at, id);

CREATE TABLE rollouts (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    status TEXT NOT NULL,
    team TEXT NOT NULL,
    service TEXT NOT NULL,
    stage TEXT NOT NULL,
    requester TEXT NOT NULL,
    -- Of the artifact.
    digest TEXT NOT NULL,
    -- 1 for a forward rollout that is not over.
    queued BIGINT NOT NULL,
    -- 1 for a forward rollout that has begun and is not over.
    in_turn BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX rollouts_by_age ON rollouts (created_at, id);
CREATE INDEX rollouts_by_status ON rollouts (status, created_at, id);
CREATE INDEX rollouts_by_team ON rollouts (team, created_at, id);
CREATE INDEX rollouts_by_service ON rollouts (service, stage, created_at, id);
CREATE INDEX rollouts_queued ON rollouts (service, stage, created_at, id) WHERE queued = 1;
-- However many workers look at the queue at once, one forward rollout of a service and stage goes at a time.
CREATE UNIQUE INDEX rollouts_in_turn ON rollouts (service, stage) WHERE in_turn = 1;

-- The release that runs in each region: the last one that came through there.
CREATE TABLE deployed (
    service TEXT NOT NULL,
    stage TEXT NOT NULL,
    region TEXT NOT NULL,
    release_id TEXT NOT NULL REFERENCES releases (id),
    release_version TEXT NOT NULL,
    digest TEXT NOT NULL,
    rollout_id TEXT NOT NULL,
    deployed_at BIGINT NOT NULL,
    PRIMARY KEY (service, stage, region)
);
