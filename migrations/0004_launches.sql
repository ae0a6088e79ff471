-- Starts of workflows that people asked for.

CREATE TABLE launches (
    id TEXT PRIMARY KEY,
    version BIGINT NOT NULL,
    -- In lower case, as GitHub compares names.
    repository TEXT NOT NULL,
    run_id TEXT,
    service TEXT NOT NULL,
    -- Of guarded actions; a place without a region has an empty one.
    action TEXT,
    stage TEXT,
    region TEXT,
    state TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX launches_by_age ON launches (created_at, id);
CREATE INDEX launches_by_repository ON launches (repository, created_at, id);
CREATE INDEX launches_by_run ON launches (repository, run_id);
CREATE INDEX launches_of_action ON launches (service, action, stage, region, created_at, id)
    WHERE state = 'started';
-- However many people press at once, one guarded action is under way in a place.
CREATE UNIQUE INDEX launches_under_way ON launches (service, action, stage, region)
    WHERE state IN ('pending', 'sending');
