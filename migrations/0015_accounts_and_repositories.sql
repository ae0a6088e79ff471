-- The account on GitHub that somebody has lent the portal for answers which only people may give. Its token is sealed.

CREATE TABLE github_accounts (
    actor TEXT PRIMARY KEY,
    document TEXT NOT NULL
);

-- 1: a pattern has found it once, and it is not there any more. What it said last is kept.
ALTER TABLE catalog_repositories ADD COLUMN vanished BIGINT NOT NULL DEFAULT 0;
