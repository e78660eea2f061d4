-- The authorization model and what the management API keeps: organizations and their template, access control,
-- consent to organizations, tokens that stand for people, devices, webhooks, the audit log.

ALTER TABLE users ADD COLUMN password_algorithm TEXT;
ALTER TABLE users ADD COLUMN is_password_expired BOOLEAN NOT NULL DEFAULT FALSE;
-- {"mfa": {…}, "passkeySignIn": {…}}: what the person chose about second factors
ALTER TABLE users ADD COLUMN logto_config JSONB NOT NULL DEFAULT '{}';
-- what a username is unique by: itself, or its lower case while the tenant's usernames ignore case
ALTER TABLE users ADD COLUMN username_key TEXT;
UPDATE users SET username_key = username;
CREATE UNIQUE INDEX users_username_key ON users (username_key);
-- what users are searched by, in lower case, each part between unit separators (U+001F)
ALTER TABLE users ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
UPDATE users SET search_text = '' || id || '' || lower(COALESCE(primary_email, '')) || ''
    || COALESCE(primary_phone, '') || '' || lower(COALESCE(username, '')) || '' || lower(COALESCE(name, ''))
    || '';
CREATE INDEX users_search ON users (created_at, id, search_text);
CREATE INDEX users_lower_username ON users (lower(username));
CREATE INDEX users_lower_name ON users (lower(name));

-- Who has which social identity: the rule that one belongs to one user. The identity itself is in users.identities.
CREATE TABLE user_identities (
    target TEXT NOT NULL,
    identity_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (target, identity_id),
    UNIQUE (user_id, target)
);

-- Second factors. The secret or the codes are sealed.
CREATE TABLE mfa_verifications (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    sealed_data BYTEA NOT NULL,
    name TEXT,
    agent TEXT,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX mfa_verifications_user ON mfa_verifications (user_id, created_at);
CREATE UNIQUE INDEX mfa_verifications_one_totp ON mfa_verifications (user_id) WHERE type = 'Totp';

CREATE INDEX user_roles_role ON user_roles (role_id, user_id);
CREATE INDEX application_roles_role ON application_roles (role_id, application_id);
CREATE INDEX role_scopes_scope ON role_scopes (scope_id, role_id);

CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT,
    custom_data JSONB NOT NULL,
    is_mfa_required BOOLEAN NOT NULL DEFAULT FALSE,
    color JSONB NOT NULL,
    branding JSONB NOT NULL,
    custom_css TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX organizations_created ON organizations (created_at, id);

-- The organization template: roles and scopes every organization has.
CREATE TABLE organization_roles (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT,
    -- User | MachineToMachine
    type TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE organization_scopes (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT,
    created_at BIGINT NOT NULL
);

CREATE TABLE organization_role_scopes (
    organization_role_id TEXT NOT NULL REFERENCES organization_roles (id) ON DELETE CASCADE,
    organization_scope_id TEXT NOT NULL REFERENCES organization_scopes (id) ON DELETE CASCADE,
    PRIMARY KEY (organization_role_id, organization_scope_id)
);
CREATE INDEX organization_role_scopes_scope ON organization_role_scopes (organization_scope_id);

CREATE TABLE organization_role_resource_scopes (
    organization_role_id TEXT NOT NULL REFERENCES organization_roles (id) ON DELETE CASCADE,
    scope_id TEXT NOT NULL REFERENCES scopes (id) ON DELETE CASCADE,
    PRIMARY KEY (organization_role_id, scope_id)
);
CREATE INDEX organization_role_resource_scopes_scope ON organization_role_resource_scopes (scope_id);

CREATE TABLE organization_users (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX organization_users_user ON organization_users (user_id, organization_id);

CREATE TABLE organization_user_roles (
    organization_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    organization_role_id TEXT NOT NULL REFERENCES organization_roles (id) ON DELETE CASCADE,
    PRIMARY KEY (organization_id, user_id, organization_role_id),
    FOREIGN KEY (organization_id, user_id) REFERENCES organization_users (organization_id, user_id) ON DELETE CASCADE
);
CREATE INDEX organization_user_roles_user ON organization_user_roles (user_id, organization_id);
CREATE INDEX organization_user_roles_role
    ON organization_user_roles (organization_role_id, organization_id, user_id);

CREATE TABLE organization_applications (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    PRIMARY KEY (organization_id, application_id)
);
CREATE INDEX organization_applications_application ON organization_applications (application_id, organization_id);

CREATE TABLE organization_application_roles (
    organization_id TEXT NOT NULL,
    application_id TEXT NOT NULL,
    organization_role_id TEXT NOT NULL REFERENCES organization_roles (id) ON DELETE CASCADE,
    PRIMARY KEY (organization_id, application_id, organization_role_id),
    FOREIGN KEY (organization_id, application_id)
        REFERENCES organization_applications (organization_id, application_id) ON DELETE CASCADE
);
CREATE INDEX organization_application_roles_application
    ON organization_application_roles (application_id, organization_id);
CREATE INDEX organization_application_roles_role ON organization_application_roles (organization_role_id);

-- Just-in-time joining.
CREATE TABLE organization_jit_email_domains (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    email_domain TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (organization_id, email_domain)
);
CREATE INDEX organization_jit_email_domains_domain ON organization_jit_email_domains (lower(email_domain));

CREATE TABLE organization_jit_roles (
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    organization_role_id TEXT NOT NULL REFERENCES organization_roles (id) ON DELETE CASCADE,
    PRIMARY KEY (organization_id, organization_role_id)
);

CREATE TABLE organization_invitations (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    invitee TEXT NOT NULL,
    inviter_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    accepted_user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    -- Pending | Accepted | Revoked | Expired
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX organization_invitations_one_pending
    ON organization_invitations (organization_id, invitee) WHERE status = 'Pending';
CREATE INDEX organization_invitations_created ON organization_invitations (created_at, id);
CREATE INDEX organization_invitations_organization ON organization_invitations (organization_id, created_at);
CREATE INDEX organization_invitations_inviter ON organization_invitations (inviter_id);
CREATE INDEX organization_invitations_accepted ON organization_invitations (accepted_user_id);

CREATE TABLE organization_invitation_roles (
    invitation_id TEXT NOT NULL REFERENCES organization_invitations (id) ON DELETE CASCADE,
    organization_role_id TEXT NOT NULL REFERENCES organization_roles (id) ON DELETE CASCADE,
    PRIMARY KEY (invitation_id, organization_role_id)
);

-- Third-party applications: what they may ask for in organizations, and which organizations a user opened to them.
CREATE TABLE application_user_consent_organization_scopes (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    organization_scope_id TEXT NOT NULL REFERENCES organization_scopes (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, organization_scope_id)
);

CREATE TABLE application_user_consent_organization_resource_scopes (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    scope_id TEXT NOT NULL REFERENCES scopes (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, scope_id)
);

CREATE TABLE application_user_consent_organizations (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    PRIMARY KEY (application_id, user_id, organization_id),
    -- leaving the organization takes the consent along
    FOREIGN KEY (organization_id, user_id) REFERENCES organization_users (organization_id, user_id) ON DELETE CASCADE
);
CREATE INDEX application_user_consent_organizations_member
    ON application_user_consent_organizations (organization_id, user_id);

-- Who may use an application whose access control is on: any of these.
CREATE TABLE application_access_users (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, user_id)
);

CREATE TABLE application_access_roles (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, role_id)
);

CREATE TABLE application_access_organizations (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, organization_id)
);

CREATE TABLE application_access_organization_roles (
    application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    organization_role_id TEXT NOT NULL REFERENCES organization_roles (id) ON DELETE CASCADE,
    PRIMARY KEY (application_id, organization_id, organization_role_id)
);

CREATE TABLE application_sign_in_experiences (
    application_id TEXT NOT NULL PRIMARY KEY REFERENCES applications (id) ON DELETE CASCADE,
    color JSONB NOT NULL,
    branding JSONB NOT NULL,
    custom_css TEXT,
    terms_of_use_url TEXT,
    privacy_policy_url TEXT,
    display_name TEXT,
    created_at BIGINT NOT NULL
);

-- Tokens that stand for a person. Found by hash; the sealed value is there because the API shows it again.
CREATE TABLE personal_access_tokens (
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    sealed_token BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (user_id, name)
);

CREATE TABLE subject_tokens (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    context JSONB NOT NULL,
    -- user or application id of who asked for it
    creator_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    consumed_at BIGINT
);
CREATE INDEX subject_tokens_expires ON subject_tokens (expires_at);

CREATE TABLE one_time_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    token_hash BYTEA NOT NULL UNIQUE,
    sealed_token BYTEA NOT NULL,
    context JSONB NOT NULL,
    -- active | consumed | revoked
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX one_time_tokens_created ON one_time_tokens (created_at, id);
CREATE INDEX one_time_tokens_email ON one_time_tokens (email, created_at);

-- Token sets of upstream providers, sealed.
CREATE TABLE secrets (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    type TEXT NOT NULL,
    sealed_value BYTEA NOT NULL,
    metadata JSONB NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX secrets_user ON secrets (user_id);

-- Device authorization (RFC 8628): asked for by a device, decided by a person elsewhere, redeemed once.
CREATE TABLE device_codes (
    device_code_hash BYTEA NOT NULL PRIMARY KEY,
    user_code_hash BYTEA NOT NULL UNIQUE,
    client_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    -- the authorization request, as interactions keep it
    request JSONB NOT NULL,
    -- pending | allowed | denied
    status TEXT NOT NULL,
    grant_id TEXT REFERENCES grants (id) ON DELETE CASCADE,
    user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
    session_uid TEXT,
    expires_with_session BOOLEAN,
    scope TEXT,
    resources JSONB,
    nonce TEXT,
    auth_time BIGINT,
    sid TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    decided_at BIGINT,
    consumed_at BIGINT
);
CREATE INDEX device_codes_expires ON device_codes (expires_at);
CREATE INDEX device_codes_grant ON device_codes (grant_id);
-- who acts for the user: {"sub": …, "act": …} (RFC 8693)
ALTER TABLE access_tokens ADD COLUMN actor JSONB;
-- the device that a pending authorization decides on
ALTER TABLE interactions ADD COLUMN device_code_hash BYTEA;

CREATE TABLE hooks (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- legacy: one event
    event TEXT,
    events JSONB NOT NULL,
    -- {"url": …, "headers": {…}, "retries": …}
    config JSONB NOT NULL,
    sealed_signing_key BYTEA NOT NULL,
    enabled BOOLEAN NOT NULL DEFAULT TRUE,
    created_at BIGINT NOT NULL
);
CREATE INDEX hooks_created ON hooks (created_at, id);

-- The outbox: one row per hook and event, written with what it tells of. The hook is no foreign key: a hook that is
-- deleted at this moment must not fail what is told of; rows without a hook are swept.
CREATE TABLE hook_deliveries (
    -- in the order they were written
    id TEXT NOT NULL PRIMARY KEY,
    hook_id TEXT NOT NULL,
    event TEXT NOT NULL,
    -- the request's body, to the byte
    body TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    -- due from then on; a node that takes it moves this forward
    next_attempt_at BIGINT NOT NULL,
    -- the node that is sending it
    lease_holder TEXT
);
CREATE INDEX hook_deliveries_hook ON hook_deliveries (hook_id, id);
CREATE INDEX hook_deliveries_leased ON hook_deliveries (hook_id, next_attempt_at) WHERE lease_holder IS NOT NULL;
CREATE INDEX hook_deliveries_created ON hook_deliveries (created_at);

-- The audit log.
CREATE TABLE logs (
    id TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL,
    payload JSONB NOT NULL,
    succeeded BOOLEAN NOT NULL,
    user_id TEXT,
    application_id TEXT,
    -- of webhook deliveries only
    hook_id TEXT,
    created_at BIGINT NOT NULL
);
-- also answers how many there are, which asks for no hook
CREATE INDEX logs_created ON logs (created_at, id, hook_id);
CREATE INDEX logs_key ON logs (key, created_at);
CREATE INDEX logs_user ON logs (user_id, created_at) WHERE user_id IS NOT NULL;
CREATE INDEX logs_application ON logs (application_id, created_at) WHERE application_id IS NOT NULL;
CREATE INDEX logs_hook ON logs (hook_id, created_at) WHERE hook_id IS NOT NULL;

-- Who received a token on which day (UTC, days since the epoch).
CREATE TABLE daily_active_users (
    day BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (day, user_id)
);
