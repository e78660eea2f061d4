-- The first schema. PostgreSQL words; the embedded form is derived word by word (docs/STORAGE.md).
-- Times are BIGINT milliseconds since the epoch. Secrets are stored as SHA-256 or sealed, never in clear.

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value JSONB NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Cache invalidation between nodes: a polled version per topic (no LISTEN/NOTIFY).
CREATE TABLE changes (
    topic TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);

CREATE TABLE signing_keys (
    kid TEXT NOT NULL PRIMARY KEY,
    algorithm TEXT NOT NULL,
    sealed_private_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    -- signs from this instant until a younger key does
    activates_at BIGINT NOT NULL,
    -- leaves the JWKS at this instant; NULL while it signs or waits
    retires_at BIGINT
);

CREATE TABLE applications (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT,
    type TEXT NOT NULL,
    is_third_party BOOLEAN NOT NULL DEFAULT FALSE,
    redirect_uris JSONB NOT NULL,
    post_logout_redirect_uris JSONB NOT NULL,
    backchannel_logout_uri TEXT,
    backchannel_logout_session_required BOOLEAN NOT NULL DEFAULT FALSE,
    logo_uri TEXT,
    custom_client_metadata JSONB NOT NULL,
    custom_data JSONB NOT NULL,
    access_control_enabled BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);

CREATE TABLE application_secrets (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    secret_hash BYTEA NOT NULL,
    sealed_secret BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (application_id, name)
);

-- OIDC scopes a third-party application may ask the user for.
CREATE TABLE application_user_consent_scopes (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    scope TEXT NOT NULL,
    PRIMARY KEY (application_id, scope)
);

CREATE TABLE resources (
    id TEXT NOT NULL PRIMARY KEY,
    indicator TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    access_token_ttl BIGINT NOT NULL DEFAULT 3600,
    is_default BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX resources_one_default ON resources (is_default) WHERE is_default;

CREATE TABLE scopes (
    id TEXT NOT NULL PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    description TEXT,
    created_at BIGINT NOT NULL,
    UNIQUE (resource_id, name)
);

CREATE TABLE application_user_consent_resource_scopes (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    scope_id TEXT NOT NULL REFERENCES scopes (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, scope_id)
);

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT,
    primary_email TEXT,
    primary_phone TEXT,
    -- whether somebody who may say so (the operator) or a message sent there has proven them; a person who registers
    -- with an address has only typed it
    email_verified BOOLEAN NOT NULL DEFAULT FALSE,
    phone_verified BOOLEAN NOT NULL DEFAULT FALSE,
    name TEXT,
    avatar TEXT,
    password_hash TEXT,
    password_updated_at BIGINT,
    profile JSONB NOT NULL,
    custom_data JSONB NOT NULL,
    identities JSONB NOT NULL,
    is_suspended BOOLEAN NOT NULL DEFAULT FALSE,
    application_id TEXT,
    last_sign_in_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_username ON users (username);
CREATE UNIQUE INDEX users_primary_email ON users (lower(primary_email));
CREATE UNIQUE INDEX users_primary_phone ON users (primary_phone);

CREATE TABLE roles (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    type TEXT NOT NULL,
    is_default BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL
);

CREATE TABLE role_scopes (
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    scope_id TEXT NOT NULL REFERENCES scopes (id) ON DELETE CASCADE,
    PRIMARY KEY (role_id, scope_id)
);

CREATE TABLE user_roles (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, role_id)
);

CREATE TABLE application_roles (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, role_id)
);

-- A browser's sign-in. `uid` is stable and may be named elsewhere; the cookie holds the id, stored hashed.
CREATE TABLE sessions (
    id_hash BYTEA NOT NULL PRIMARY KEY,
    -- the id before the last renewal: requests already under way still carry it, for a moment
    previous_id_hash BYTEA,
    renewed_at BIGINT NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    authenticated_at BIGINT NOT NULL,
    amr JSONB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_previous ON sessions (previous_id_hash);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires ON sessions (expires_at);

-- The applications a session signed in to, each with the `sid` it knows the session by.
CREATE TABLE session_clients (
    session_uid TEXT NOT NULL REFERENCES sessions (uid) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    sid TEXT NOT NULL,
    PRIMARY KEY (session_uid, client_id)
);

-- What a user allowed an application within one session. Deleting it takes every token with it.
CREATE TABLE grants (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    session_uid TEXT NOT NULL,
    scope TEXT NOT NULL,
    -- {"indicator": "scope scope"}
    resource_scopes JSONB NOT NULL,
    rejected JSONB NOT NULL,
    -- no offline_access: it ends with the session
    expires_with_session BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX grants_session_client ON grants (session_uid, client_id);
CREATE INDEX grants_user_client ON grants (user_id, client_id, created_at);
CREATE INDEX grants_expires ON grants (expires_at);

CREATE TABLE authorization_codes (
    code_hash BYTEA NOT NULL PRIMARY KEY,
    grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_uid TEXT NOT NULL,
    expires_with_session BOOLEAN NOT NULL,
    redirect_uri TEXT NOT NULL,
    scope TEXT NOT NULL,
    resources JSONB NOT NULL,
    code_challenge TEXT,
    nonce TEXT,
    auth_time BIGINT,
    sid TEXT,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT
);
CREATE INDEX authorization_codes_grant ON authorization_codes (grant_id);
CREATE INDEX authorization_codes_expires ON authorization_codes (expires_at);

CREATE TABLE refresh_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_uid TEXT NOT NULL,
    expires_with_session BOOLEAN NOT NULL,
    scope TEXT NOT NULL,
    resources JSONB NOT NULL,
    nonce TEXT,
    auth_time BIGINT,
    sid TEXT,
    -- the token this one replaced
    parent_hash BYTEA,
    chain_started_at BIGINT NOT NULL,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- when it was first redeemed, or the access token issued beside it first used: then it has arrived
    used_at BIGINT,
    -- when it was last exchanged for a replacement
    consumed_at BIGINT,
    -- when another replacement took its place because this one, unused, was taken for lost
    superseded_at BIGINT
);
CREATE INDEX refresh_tokens_grant ON refresh_tokens (grant_id);
CREATE INDEX refresh_tokens_parent ON refresh_tokens (parent_hash);
CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at);

-- Opaque access tokens. JWT access tokens are not stored.
CREATE TABLE access_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    grant_id TEXT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
    client_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    session_uid TEXT NOT NULL,
    expires_with_session BOOLEAN NOT NULL,
    scope TEXT NOT NULL,
    -- the replacement refresh token it was issued beside, if that came from a rotation
    refresh_token_hash BYTEA,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX access_tokens_grant ON access_tokens (grant_id);
CREATE INDEX access_tokens_expires ON access_tokens (expires_at);

CREATE TABLE pushed_authorization_requests (
    request_uri_hash BYTEA NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    parameters JSONB NOT NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT
);
CREATE INDEX pushed_authorization_requests_expires ON pushed_authorization_requests (expires_at);

-- A pending authorization: what was asked, and what the person has done so far.
CREATE TABLE interactions (
    -- the name is what resumes it, so it is kept like a token
    uid_hash BYTEA NOT NULL PRIMARY KEY,
    client_id TEXT NOT NULL,
    -- login | consent
    prompt TEXT NOT NULL,
    request JSONB NOT NULL,
    session_uid TEXT,
    -- the person already signed in for this very request, in an earlier step of the same chain
    logged_in BOOLEAN NOT NULL,
    -- what the pages found: the user who signed in, the consent given; empty object before
    result JSONB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT
);
CREATE INDEX interactions_expires ON interactions (expires_at);

-- Failed sign-ins per identifier (hashed), and the lock that follows.
CREATE TABLE sign_in_failures (
    key_hash BYTEA NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    window_started_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    lease_until BIGINT NOT NULL
);
