# ko. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = 관리 API의 범위는 사용자에게 요청할 수 없습니다.
application-device_flow_native_only = 기기 흐름은 네이티브 앱만 사용할 수 있습니다.
application-device_flow_not_changeable = 기기 흐름을 사용할지는 앱을 만들 때 정해집니다.
application-invalid_role_type = 앱에는 기기 간(M2M) 앱용 역할만 줄 수 있습니다.
application-invalid_subdomain = 하위 도메인이 올바른 호스트 이름이 아닙니다.
application-invalid_third_party_application_type = 서드파티 앱이 될 수 있는 것은 기존 웹, SPA, 네이티브 앱뿐입니다.
application-invalid_type = 역할은 기기 간(M2M) 앱만 가질 수 있습니다.
application-no_legacy_secret_found = 이 앱에는 이전 방식의 비밀이 없습니다.
application-protected_app_metadata_is_required = 보호 앱에는 메타데이터가 필요합니다.
application-protected_app_not_configured = 이 서버에서는 보호 앱을 사용할 수 없습니다.
application-protected_application_only = 이것은 보호 앱에만 있습니다.
application-saml-use_saml_app_api = SAML 앱은 전용 작업으로 관리합니다.
application-secret_name_exists = 이 앱에는 이름이 "{ $name }"인 비밀이 이미 있습니다.
application-third_party_application_cannot_enable_token_exchange = 서드파티 앱은 토큰 교환을 사용할 수 없습니다.
application-third_party_application_only = 이것은 서드파티 앱에만 있습니다.
application-user_consent_scopes_not_found = 존재하지 않는 범위가 있습니다.

auth-authorization_header_missing = 요청에 액세스 토큰이 없습니다.
auth-authorization_token_type_not_supported = Bearer 토큰만 사용할 수 있습니다.
auth-forbidden = 액세스 토큰에 이 작업에 필요한 범위가 없습니다.
auth-jwt_sub_missing = 액세스 토큰에 주체(sub)가 없습니다.
auth-unauthorized = 액세스 토큰이 올바르지 않거나 만료되었습니다.

connector-not_found = 이 메시지를 보낼 수 있는 커넥터가 없습니다.

entity-db_constraint_violated = 이 둘은 함께 쓸 수 없습니다.
entity-invalid_input = 입력을 저장할 수 없습니다. { $details }
entity-not_exists = { $name }이(가) 없습니다.
entity-not_exists_with_id = { $name }에 ID가 "{ $id }"인 항목이 없습니다.
entity-not_found = 찾을 수 없습니다.
entity-relation_foreign_key_not_found = 요청이 가리키는 것 중 존재하지 않는 것이 있습니다.
entity-unique_integrity_violation = 같은 것이 이미 있습니다.
entity-value_too_long = 값이 너무 깁니다.

guard-invalid_input = 요청({ $type })의 형식이 올바르지 않습니다.
guard-invalid_pagination = 페이지 또는 페이지 크기가 올바르지 않습니다.

hook-endpoint_responded_with_error = 엔드포인트가 오류로 응답했습니다.
hook-missing_events = 웹훅에는 이벤트가 하나 이상 필요합니다.
hook-send_test_payload_failed = 엔드포인트를 호출할 수 없습니다. { $details }

log-invalid_time_window = 기간의 끝이 시작보다 앞섭니다.

oidc-invalid_grant = 그런 승인이 없습니다.
oidc-invalid_request = 이렇게는 키를 교체할 수 없습니다. 대기 중인 키가 있거나 쿠키 키에 유예 기간이 지정되었습니다.
oidc-invalid_session_account_id = 이 세션은 다른 사람의 것입니다.
oidc-key_not_found = 그런 키가 없습니다.
oidc-key_required = 마지막 키는 삭제할 수 없습니다.
oidc-only_previous_key_can_be_deleted = 더 이상 서명하지 않는 키만 삭제할 수 있습니다. 먼저 교체하세요.
oidc-session_not_found = 그런 세션이 없습니다.

one_time_token-cannot_reactivate_token = 닫힌 일회용 토큰은 다시 열 수 없습니다.
one_time_token-email_mismatch = 이 토큰은 다른 이메일 주소를 위해 만들어졌습니다.
one_time_token-token_consumed = 이미 사용한 토큰입니다.
one_time_token-token_expired = 만료된 토큰입니다.
one_time_token-token_not_found = 그런 토큰이 없습니다.
one_time_token-token_revoked = 취소된 토큰입니다.

organization-require_membership = 이 사용자는 조직의 구성원이 아닙니다.
organization-role_names_not_found = 이런 이름의 조직 역할이 없습니다: { $names }

password-invalid_legacy_password_format = 이전 방식의 비밀번호는 ["algorithm", ["argument", …, "@", …], "digest"] 형식으로 적습니다.
password-rejected = 비밀번호 정책이 이 비밀번호를 허용하지 않습니다.
password-unsupported_legacy_hash_algorithm = 이 다이제스트를 쓰는 이전 비밀번호는 가져올 수 없습니다.

request-body_too_large = 요청 본문이 1 MiB보다 큽니다.
request-general = 요청이 실패했습니다.
request-invalid_input = 입력이 올바르지 않습니다. { $details }
request-invalid_json = { $details }
request-server_error = 서버에 문제가 생겼습니다.
request-temporarily_unavailable = 서버가 지금 응답할 수 없습니다. 다시 시도하세요.
request-timeout = 요청 본문이 제시간에 도착하지 않았습니다.

resource-cannot_delete_management_api = 관리 API는 삭제할 수 없습니다.
resource-cannot_modify_management_api = 관리 API는 변경할 수 없습니다.
resource-resource_identifier_in_use = 식별자 "{ $indicator }"은(는) 다른 API 리소스가 사용하고 있습니다.

role-application_exists = 앱 { $applicationId }에는 이미 이 역할이 있습니다.
role-internal_role_violation = 이 역할은 서버의 것이므로 바꿀 수 없습니다.
role-management_api_scopes_not_assignable_to_user_role = 관리 API의 범위는 사용자 역할에 줄 수 없습니다.
role-name_in_use = 이름이 "{ $name }"인 역할이 이미 있습니다.
role-scope_exists = 이 역할에는 이미 범위 { $scopeId }이(가) 있습니다.
role-user_exists = 사용자 { $userId }에게는 이미 이 역할이 있습니다.

scope-name_exists = 이 API 리소스에는 이름이 "{ $name }"인 범위가 이미 있습니다.
scope-name_with_space = 범위 이름에는 공백을 쓸 수 없습니다.

session-invalid_credentials = 비밀번호가 틀렸습니다.
session-mfa-backup_code_can_not_be_alone = 백업 코드에는 다른 2차 요소가 필요합니다.

sign_in_experiences-adaptive_mfa_requires_mfa = 적응형 다중 인증에는 요소가 하나 이상 필요합니다.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = 적응형 다중 인증에는 건너뛸 수 없는 정책이 필요합니다.
sign_in_experiences-at_least_one_authentication_factor = 모든 로그인 방법에는 비밀번호나 인증 코드가 필요합니다.
sign_in_experiences-backup_code_cannot_be_enabled_alone = 백업 코드에는 다른 요소가 필요합니다.
sign_in_experiences-code_sign_in_must_be_enabled = 비밀번호 없이 가입하는 사람은 인증 코드로 로그인할 수 있어야 합니다.
sign_in_experiences-duplicated_mfa_factors = 같은 요소가 두 번 있습니다.
sign_in_experiences-duplicated_sign_up_identifiers = 가입할 때 같은 식별자를 두 번 묻습니다.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = 이메일 코드는 이미 로그인에 쓰이므로 2차 요소가 될 수 없습니다.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = 이메일 코드는 이미 2차 요소이므로 로그인에 쓸 수 없습니다.
sign_in_experiences-enabled_connector_not_found = 유형이 { $type }인 활성 커넥터가 없습니다.
sign_in_experiences-forgot_password_method_requires_connector = 이 비밀번호 재설정 방법에는 코드를 보내는 커넥터가 필요합니다.
sign_in_experiences-invalid_custom_email_blocklist_format = 목록의 항목은 이메일 주소나 @도메인이어야 합니다.
sign_in_experiences-missing_sign_up_identifiers = 가입에는 기본 식별자가 필요합니다.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = 이 정책에는 적응형 다중 인증이 필요합니다.
sign_in_experiences-password_expiration_not_enabled = 여기서는 비밀번호가 만료되지 않습니다.
sign_in_experiences-password_expiration_requires_forgot_password = 사람들이 스스로 비밀번호를 바꿀 수 있어야 비밀번호를 만료시킬 수 있습니다.
sign_in_experiences-passwordless_requires_verify = 가입할 때 이메일 주소와 전화번호를 확인해야 합니다.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = 문자 코드는 이미 로그인에 쓰이므로 2차 요소가 될 수 없습니다.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = 문자 코드는 이미 2차 요소이므로 로그인에 쓸 수 없습니다.
sign_in_experiences-unsupported_default_language = 페이지가 이 언어를 지원하지 않습니다.
sign_in_experiences-username_policy_case_conflicts_exist = 대소문자만 다른 사용자 이름이 있습니다. 먼저 이름을 바꾸세요.

storage-not_configured = 파일 저장소가 설정되지 않았습니다.

user-backup_code_already_in_use = 사용하지 않은 백업 코드가 있습니다.
user-cannot_delete_self = 자기 자신은 삭제할 수 없습니다.
user-email_already_in_use = 이 이메일 주소는 다른 사용자의 것입니다.
user-enterprise_sso_identity_not_exists = 이 사용자에게는 그런 기업 ID가 없습니다.
user-identity_already_in_use = 이 ID는 다른 사용자의 것입니다.
user-identity_not_exist = 이 사용자에게는 그런 ID가 없습니다.
user-invalid_phone = 올바른 전화번호가 아닙니다.
user-invalid_role_type = 기기 간(M2M) 앱용 역할은 사용자에게 줄 수 없습니다.
user-password_algorithm_required = 가져올 비밀번호에는 알고리즘이 필요합니다.
user-password_and_digest = 비밀번호와 다이제스트 중 하나만 지정하세요.
user-personal_access_token_name_exists = 이 사용자에게는 같은 이름의 개인 액세스 토큰이 이미 있습니다.
user-phone_already_in_use = 이 전화번호는 다른 사용자의 것입니다.
user-totp_already_in_use = 이 사용자는 이미 인증 앱을 등록했습니다.
user-totp_secret_invalid = 인증 앱의 비밀은 패딩이 있는 16~32자의 base32입니다.
user-username_already_in_use = 이 사용자 이름은 다른 사용자의 것입니다.
user-wrong_backup_code_format = 백업 코드는 16진수 10자리 10개입니다.
