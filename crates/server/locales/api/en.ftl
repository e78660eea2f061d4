# Messages of the management API, one line per code (dots are dashes). $name, $id, $details, $type: from the refusal.

application-consent_management_api_scopes_not_allowed = Scopes of the management API cannot be asked of people.
application-device_flow_native_only = Only native applications use the device flow.
application-device_flow_not_changeable = Whether an application uses the device flow is decided when it is created.
application-invalid_role_type = Only roles for machine-to-machine applications can be given to an application.
application-invalid_subdomain = The subdomain is not a valid host label.
application-invalid_third_party_application_type = Only traditional, single-page and native applications can be third-party applications.
application-invalid_type = Only machine-to-machine applications have roles.
application-no_legacy_secret_found = The application has no legacy secret.
application-protected_app_metadata_is_required = A protected application needs its metadata.
application-protected_app_not_configured = Protected applications are not available on this server.
application-protected_application_only = Only protected applications have this.
application-saml-use_saml_app_api = SAML applications are managed by operations of their own.
application-secret_name_exists = The application already has a secret named "{ $name }".
application-third_party_application_cannot_enable_token_exchange = A third-party application cannot use token exchange.
application-third_party_application_only = Only third-party applications have this.
application-user_consent_scopes_not_found = Some of the scopes do not exist.

auth-authorization_header_missing = The request carries no access token.
auth-authorization_token_type_not_supported = Only bearer tokens are accepted.
auth-unauthorized = The access token is invalid or expired.
auth-jwt_sub_missing = The access token names no subject.
auth-forbidden = The access token does not have the scope this operation needs.

connector-not_found = No connector can send this message.

entity-db_constraint_violated = These two things cannot be combined.
entity-invalid_input = The input cannot be stored. { $details }
entity-not_exists = There is no such { $name }.
entity-not_exists_with_id = There is no entry in { $name } with the id "{ $id }".
entity-not_found = There is no such thing.
entity-relation_foreign_key_not_found = Something the request refers to does not exist.
entity-unique_integrity_violation = The same thing exists already.
entity-value_too_long = A value is longer than it may be.

guard-invalid_input = The request { $type } is not as it must be.
guard-invalid_pagination = The page or page size is not valid.

hook-endpoint_responded_with_error = The endpoint answered with an error.
hook-missing_events = A webhook needs at least one event.
hook-send_test_payload_failed = The endpoint cannot be called. { $details }

log-invalid_time_window = The time window ends before it begins.

organization-require_membership = The user or application is not a member of every one of these organizations.
organization-role_names_not_found = There are no organization roles of these names: { $names }

request-body_too_large = The request body is longer than 1 MiB.
request-general = The request failed.
request-invalid_input = Input is invalid. { $details }
request-invalid_json = { $details }
request-server_error = Something went wrong on the server.
request-temporarily_unavailable = The server cannot answer at the moment. Try again.
request-timeout = The request body did not arrive in time.

oidc-invalid_request = These keys cannot be rotated like this: a key is already waiting to sign, or cookie keys were given a grace period.
oidc-key_not_found = There is no such key.
oidc-key_required = The last key cannot be deleted.
oidc-only_previous_key_can_be_deleted = Only a key that signs no more can be deleted. Rotate first.

password-rejected = The password policy does not allow this password.

sign_in_experiences-adaptive_mfa_requires_mfa = Adaptive multi-factor authentication needs at least one factor.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = Adaptive multi-factor authentication needs a policy that cannot be skipped.
sign_in_experiences-at_least_one_authentication_factor = Every way to sign in needs a password or a verification code.
sign_in_experiences-backup_code_cannot_be_enabled_alone = Backup codes need another factor beside them.
sign_in_experiences-code_sign_in_must_be_enabled = Who registers without a password must be able to sign in with a verification code.
sign_in_experiences-duplicated_mfa_factors = A factor is listed twice.
sign_in_experiences-duplicated_sign_up_identifiers = Registration asks for the same identifier twice.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = Codes by email are a way to sign in already, so they cannot be a second factor.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = Codes by email are a second factor already, so they cannot be a way to sign in.
sign_in_experiences-enabled_connector_not_found = There is no enabled connector of type { $type }.
sign_in_experiences-forgot_password_method_requires_connector = This way to replace a password needs a connector that sends codes.
sign_in_experiences-invalid_custom_email_blocklist_format = Every item of the list must be an email address or an @domain.
sign_in_experiences-missing_sign_up_identifiers = Registration needs a primary identifier.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = This policy needs adaptive multi-factor authentication.
sign_in_experiences-password_expiration_requires_forgot_password = Passwords can only expire when people can replace them by themselves.
sign_in_experiences-passwordless_requires_verify = Email addresses and phone numbers must be verified at registration.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = Codes by text message are a way to sign in already, so they cannot be a second factor.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = Codes by text message are a second factor already, so they cannot be a way to sign in.
sign_in_experiences-unsupported_default_language = The pages do not speak this language.
sign_in_experiences-username_policy_case_conflicts_exist = Some usernames differ only by case. Rename them first.

storage-not_configured = No storage for files is set up.

resource-cannot_delete_management_api = The management API cannot be deleted.
resource-cannot_modify_management_api = The management API cannot be changed.
resource-resource_identifier_in_use = Another API resource has the identifier "{ $indicator }".

role-application_exists = The application { $applicationId } already has this role.
role-internal_role_violation = This role belongs to the server and stays as it is.
role-management_api_scopes_not_assignable_to_user_role = Scopes of the management API cannot be given to roles for users.
role-name_in_use = Another role is named "{ $name }".
role-scope_exists = The role already has the scope { $scopeId }.
role-user_exists = The user { $userId } already has this role.

scope-name_exists = The API resource already has a scope named "{ $name }".
scope-name_with_space = A scope name cannot contain white space.

oidc-invalid_grant = There is no such grant.
oidc-invalid_session_account_id = The session belongs to somebody else.
oidc-session_not_found = There is no such session.

one_time_token-cannot_reactivate_token = A one-time token that is closed cannot be opened again.
one_time_token-email_mismatch = The token was made for another email address.
one_time_token-token_consumed = The token was used already.
one_time_token-token_expired = The token has expired.
one_time_token-token_not_found = There is no such token.
one_time_token-token_revoked = The token was withdrawn.

password-invalid_legacy_password_format = The legacy password is not described as ["algorithm", ["argument", …, "@", …], "digest"].
password-unsupported_legacy_hash_algorithm = Legacy passwords with this digest cannot be imported.

session-invalid_credentials = The password is wrong.
session-mfa-backup_code_can_not_be_alone = Backup codes need another second factor beside them.

sign_in_experiences-password_expiration_not_enabled = Passwords do not expire here.

user-backup_code_already_in_use = There are unused backup codes.
user-cannot_delete_self = Nobody can delete themselves.
user-email_already_in_use = The e-mail address is another user's.
user-enterprise_sso_identity_not_exists = The user has no such enterprise identity.
user-identity_already_in_use = The identity is another user's.
user-identity_not_exist = The user has no such identity.
user-invalid_phone = This cannot be a phone number.
user-invalid_role_type = Roles for machine-to-machine applications cannot be given to users.
user-password_algorithm_required = An imported password needs its algorithm.
user-password_and_digest = Give a password or a digest, not both.
user-personal_access_token_name_exists = The user has a personal access token of this name already.
user-phone_already_in_use = The phone number is another user's.
user-totp_already_in_use = The user has an authenticator app already.
user-totp_secret_invalid = The secret of an authenticator app is padded base32 of 16 to 32 characters.
user-username_already_in_use = The username is another user's.
user-wrong_backup_code_format = Backup codes are ten times ten hexadecimal digits.
