-- What repositories say of their services, as it could last be read.

CREATE TABLE catalog_repositories (
    repository TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    document TEXT NOT NULL
);

-- One row for each service that a repository speaks of, for lists. All of it follows from the repositories.
CREATE TABLE catalog_services (
    name TEXT PRIMARY KEY,
    repository TEXT NOT NULL REFERENCES catalog_repositories (repository) ON DELETE CASCADE,
    -- The entity that it is: `component:default/live-api`.
    entity TEXT NOT NULL,
    -- 1: a `slipway.yaml` declares it.
    declared BIGINT NOT NULL,
    -- 1: the repository or one of its files cannot be read now.
    troubled BIGINT NOT NULL,
    team TEXT,
    lifecycle TEXT,
    tier TEXT,
    sort TEXT,
    -- In lower case.
    words TEXT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX catalog_services_by_repository ON catalog_services (repository);
CREATE INDEX catalog_services_by_entity ON catalog_services (entity);
CREATE INDEX catalog_services_by_team ON catalog_services (team, name);

-- What entities have to do with each other, each end as `component:default/live-api`.
CREATE TABLE catalog_edges (
    repository TEXT NOT NULL REFERENCES catalog_repositories (repository) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (repository, position)
);
CREATE INDEX catalog_edges_by_source ON catalog_edges (source);
CREATE INDEX catalog_edges_by_target ON catalog_edges (target);
