# zh-HK. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = 不能向用戶要求管理 API 的權限。
application-device_flow_native_only = 只有原生應用程式可以使用裝置流程。
application-device_flow_not_changeable = 是否使用裝置流程在建立應用程式時決定。
application-invalid_role_type = 應用程式只能取得機器對機器的角色。
application-invalid_subdomain = 子網域不是有效的主機名稱。
application-invalid_third_party_application_type = 只有傳統網頁、單頁和原生應用程式可以是第三方應用程式。
application-invalid_type = 只有機器對機器應用程式有角色。
application-no_legacy_secret_found = 此應用程式沒有舊式密鑰。
application-protected_app_metadata_is_required = 受保護的應用程式需要元數據。
application-protected_app_not_configured = 此伺服器不提供受保護的應用程式。
application-protected_application_only = 只有受保護的應用程式才有此項目。
application-saml-use_saml_app_api = SAML 應用程式由專門的操作管理。
application-secret_name_exists = 此應用程式已有名為「{ $name }」的密鑰。
application-third_party_application_cannot_enable_token_exchange = 第三方應用程式不能使用權杖交換。
application-third_party_application_only = 只有第三方應用程式才有此項目。
application-user_consent_scopes_not_found = 部分權限不存在。

auth-authorization_header_missing = 請求中沒有存取權杖。
auth-authorization_token_type_not_supported = 只接受 Bearer 權杖。
auth-forbidden = 存取權杖沒有此操作所需的權限。
auth-jwt_sub_missing = 存取權杖沒有指明主體。
auth-unauthorized = 存取權杖無效或已過期。

connector-not_found = 沒有連接器可以發送此訊息。

entity-db_constraint_violated = 這兩者不能組合。
entity-invalid_input = 無法儲存輸入。{ $details }
entity-not_exists = 不存在：{ $name }。
entity-not_exists_with_id = { $name } 中沒有 ID 為「{ $id }」的項目。
entity-not_found = 找不到。
entity-relation_foreign_key_not_found = 請求所參照的內容不存在。
entity-unique_integrity_violation = 相同的內容已經存在。
entity-value_too_long = 值過長。

guard-invalid_input = 請求的格式不正確（{ $type }）。
guard-invalid_pagination = 頁碼或每頁數量無效。

hook-endpoint_responded_with_error = 端點回應了錯誤。
hook-missing_events = Webhook 至少需要一個事件。
hook-send_test_payload_failed = 無法呼叫端點。{ $details }

log-invalid_time_window = 時間區間的結束早於開始。

oidc-invalid_grant = 沒有這樣的授權。
oidc-invalid_request = 不能這樣輪替金鑰：已有金鑰在等待，或為 Cookie 金鑰指定了寬限期。
oidc-invalid_session_account_id = 此工作階段屬於他人。
oidc-key_not_found = 沒有這樣的金鑰。
oidc-key_required = 不能刪除最後一把金鑰。
oidc-only_previous_key_can_be_deleted = 只能刪除不再簽章的金鑰。請先輪替。
oidc-session_not_found = 沒有這樣的工作階段。

one_time_token-cannot_reactivate_token = 已關閉的一次性權杖不能重新開啟。
one_time_token-email_mismatch = 此權杖是為另一個電郵地址建立的。
one_time_token-token_consumed = 此權杖已被使用。
one_time_token-token_expired = 此權杖已過期。
one_time_token-token_not_found = 沒有這樣的權杖。
one_time_token-token_revoked = 此權杖已被撤回。

organization-require_membership = 此用戶不是組織的成員。
organization-role_names_not_found = 沒有這些名稱的組織角色：{ $names }

password-invalid_legacy_password_format = 舊式密碼應寫作 ["algorithm", ["argument", …, "@", …], "digest"]。
password-rejected = 密碼原則不允許此密碼。
password-unsupported_legacy_hash_algorithm = 無法匯入使用此摘要的舊式密碼。

request-body_too_large = 請求內文超過 1 MiB。
request-general = 請求失敗。
request-invalid_input = 輸入無效。{ $details }
request-invalid_json = { $details }
request-server_error = 伺服器發生問題。
request-temporarily_unavailable = 伺服器暫時無法回應，請再試一次。
request-timeout = 請求內文未能及時送達。

resource-cannot_delete_management_api = 不能刪除管理 API。
resource-cannot_modify_management_api = 不能更改管理 API。
resource-resource_identifier_in_use = 另一個 API 資源已使用識別碼「{ $indicator }」。

role-application_exists = 應用程式 { $applicationId } 已有此角色。
role-internal_role_violation = 此角色屬於伺服器，不能更改。
role-management_api_scopes_not_assignable_to_user_role = 管理 API 的權限不能授予用戶角色。
role-name_in_use = 已有名為「{ $name }」的角色。
role-scope_exists = 此角色已有權限 { $scopeId }。
role-user_exists = 用戶 { $userId } 已有此角色。

scope-name_exists = 此 API 資源已有名為「{ $name }」的權限。
scope-name_with_space = 權限名稱不能包含空格。

session-invalid_credentials = 密碼錯誤。
session-mfa-backup_code_can_not_be_alone = 備用碼需要另一種第二要素。

sign_in_experiences-adaptive_mfa_requires_mfa = 調適型多要素驗證至少需要一個要素。
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = 調適型多要素驗證需要不可略過的原則。
sign_in_experiences-at_least_one_authentication_factor = 每種登入方式都需要密碼或驗證碼。
sign_in_experiences-backup_code_cannot_be_enabled_alone = 備用碼需要另一種要素。
sign_in_experiences-code_sign_in_must_be_enabled = 無密碼註冊的人必須能用驗證碼登入。
sign_in_experiences-duplicated_mfa_factors = 要素重複。
sign_in_experiences-duplicated_sign_up_identifiers = 註冊時重複要求同一識別資料。
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = 電郵驗證碼已用於登入，不能作為第二要素。
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = 電郵驗證碼已是第二要素，不能用於登入。
sign_in_experiences-enabled_connector_not_found = 沒有啟用 { $type } 類型的連接器。
sign_in_experiences-forgot_password_method_requires_connector = 這種重設密碼的方式需要能發送驗證碼的連接器。
sign_in_experiences-invalid_custom_email_blocklist_format = 清單中的每一項必須是電郵地址或 @網域。
sign_in_experiences-missing_sign_up_identifiers = 註冊需要一個主要識別資料。
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = 此原則需要調適型多要素驗證。
sign_in_experiences-password_expiration_not_enabled = 此處密碼不會過期。
sign_in_experiences-password_expiration_requires_forgot_password = 只有當用戶可以自行更換密碼時，密碼才能設定到期。
sign_in_experiences-passwordless_requires_verify = 註冊時必須驗證電郵地址和電話號碼。
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = 短訊驗證碼已用於登入，不能作為第二要素。
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = 短訊驗證碼已是第二要素，不能用於登入。
sign_in_experiences-unsupported_default_language = 頁面不支援此語言。
sign_in_experiences-username_policy_case_conflicts_exist = 有些用戶名稱僅大小寫不同，請先改名。

storage-not_configured = 未設定檔案儲存空間。

user-backup_code_already_in_use = 還有未使用的備用碼。
user-cannot_delete_self = 不能刪除自己。
user-email_already_in_use = 此電郵地址屬於另一位用戶。
user-enterprise_sso_identity_not_exists = 此用戶沒有這個企業身分。
user-identity_already_in_use = 此身分屬於另一位用戶。
user-identity_not_exist = 此用戶沒有這個身分。
user-invalid_phone = 這不是電話號碼。
user-invalid_role_type = 機器對機器的角色不能授予用戶。
user-password_algorithm_required = 匯入的密碼需要其演算法。
user-password_and_digest = 請只提供密碼或摘要其中之一。
user-personal_access_token_name_exists = 此用戶已有同名的個人存取權杖。
user-phone_already_in_use = 此電話號碼屬於另一位用戶。
user-totp_already_in_use = 此用戶已有驗證器應用程式。
user-totp_secret_invalid = 驗證器應用程式的密鑰是 16 至 32 個字元、含填充的 base32。
user-username_already_in_use = 此用戶名稱屬於另一位用戶。
user-wrong_backup_code_format = 備用碼是十個十位的十六進位數。
