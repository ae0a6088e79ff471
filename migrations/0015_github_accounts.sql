-- The account on GitHub that somebody has lent the portal for answers which only people may give. Its token is sealed.

CREATE TABLE github_accounts (
    actor TEXT PRIMARY KEY,
    document TEXT NOT NULL
);
