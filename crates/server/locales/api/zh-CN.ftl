# zh-CN. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = 不能向用户请求管理 API 的权限。
application-device_flow_native_only = 只有原生应用可以使用设备流程。
application-device_flow_not_changeable = 是否使用设备流程在创建应用时决定。
application-invalid_role_type = 应用只能获得机器对机器的角色。
application-invalid_subdomain = 子域名不是有效的主机名。
application-invalid_third_party_application_type = 只有传统网页、单页和原生应用可以是第三方应用。
application-invalid_type = 只有机器对机器应用有角色。
application-no_legacy_secret_found = 该应用没有旧式密钥。
application-protected_app_metadata_is_required = 受保护的应用需要元数据。
application-protected_app_not_configured = 此服务器不提供受保护的应用。
application-protected_application_only = 只有受保护的应用才有此项。
application-saml-use_saml_app_api = SAML 应用由专门的操作管理。
application-secret_name_exists = 该应用已有名为“{ $name }”的密钥。
application-third_party_application_cannot_enable_token_exchange = 第三方应用不能使用令牌交换。
application-third_party_application_only = 只有第三方应用才有此项。
application-user_consent_scopes_not_found = 部分权限不存在。

auth-authorization_header_missing = 请求中没有访问令牌。
auth-authorization_token_type_not_supported = 只接受 Bearer 令牌。
auth-forbidden = 访问令牌没有此操作所需的权限。
auth-jwt_sub_missing = 访问令牌没有指明主体。
auth-unauthorized = 访问令牌无效或已过期。

connector-not_found = 没有连接器可以发送此消息。

entity-db_constraint_violated = 这两者不能组合。
entity-invalid_input = 无法保存输入。{ $details }
entity-not_exists = 不存在：{ $name }。
entity-not_exists_with_id = { $name } 中没有 ID 为“{ $id }”的条目。
entity-not_found = 未找到。
entity-relation_foreign_key_not_found = 请求所引用的内容不存在。
entity-unique_integrity_violation = 相同的内容已经存在。
entity-value_too_long = 值过长。

guard-invalid_input = 请求的格式不正确（{ $type }）。
guard-invalid_pagination = 页码或每页数量无效。

hook-endpoint_responded_with_error = 端点返回了错误。
hook-missing_events = Webhook 至少需要一个事件。
hook-send_test_payload_failed = 无法调用端点。{ $details }

log-invalid_time_window = 时间段的结束早于开始。

oidc-invalid_grant = 没有这样的授权。
oidc-invalid_request = 不能这样轮换密钥：已有密钥在等待，或者为 Cookie 密钥指定了宽限期。
oidc-invalid_session_account_id = 该会话属于他人。
oidc-key_not_found = 没有这样的密钥。
oidc-key_required = 不能删除最后一个密钥。
oidc-only_previous_key_can_be_deleted = 只能删除不再签名的密钥。请先轮换。
oidc-session_not_found = 没有这样的会话。

one_time_token-cannot_reactivate_token = 已关闭的一次性令牌不能重新打开。
one_time_token-email_mismatch = 该令牌是为另一个邮箱地址创建的。
one_time_token-token_consumed = 该令牌已被使用。
one_time_token-token_expired = 该令牌已过期。
one_time_token-token_not_found = 没有这样的令牌。
one_time_token-token_revoked = 该令牌已被撤回。

organization-require_membership = 该用户不是组织的成员。
organization-role_names_not_found = 没有这些名称的组织角色：{ $names }

password-invalid_legacy_password_format = 旧式密码应写作 ["algorithm", ["argument", …, "@", …], "digest"]。
password-rejected = 密码策略不允许此密码。
password-unsupported_legacy_hash_algorithm = 无法导入使用此摘要的旧式密码。

request-body_too_large = 请求正文超过 1 MiB。
request-general = 请求失败。
request-invalid_input = 输入无效。{ $details }
request-invalid_json = { $details }
request-server_error = 服务器出现问题。
request-temporarily_unavailable = 服务器暂时无法响应，请重试。
request-timeout = 请求正文未能及时到达。

resource-cannot_delete_management_api = 不能删除管理 API。
resource-cannot_modify_management_api = 不能更改管理 API。
resource-resource_identifier_in_use = 另一个 API 资源已使用标识符“{ $indicator }”。

role-application_exists = 应用 { $applicationId } 已有此角色。
role-internal_role_violation = 此角色属于服务器，不能更改。
role-management_api_scopes_not_assignable_to_user_role = 管理 API 的权限不能赋予用户角色。
role-name_in_use = 已有名为“{ $name }”的角色。
role-scope_exists = 该角色已有权限 { $scopeId }。
role-user_exists = 用户 { $userId } 已有此角色。

scope-name_exists = 该 API 资源已有名为“{ $name }”的权限。
scope-name_with_space = 权限名称不能包含空格。

session-invalid_credentials = 密码错误。
session-mfa-backup_code_can_not_be_alone = 备用码需要另一种第二因素。

sign_in_experiences-adaptive_mfa_requires_mfa = 自适应多因素认证至少需要一个因素。
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = 自适应多因素认证需要不可跳过的策略。
sign_in_experiences-at_least_one_authentication_factor = 每种登录方式都需要密码或验证码。
sign_in_experiences-backup_code_cannot_be_enabled_alone = 备用码需要另一种因素。
sign_in_experiences-code_sign_in_must_be_enabled = 无密码注册的人必须能用验证码登录。
sign_in_experiences-duplicated_mfa_factors = 因素重复。
sign_in_experiences-duplicated_sign_up_identifiers = 注册时重复要求同一标识。
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = 邮件验证码已用于登录，不能作为第二因素。
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = 邮件验证码已是第二因素，不能用于登录。
sign_in_experiences-enabled_connector_not_found = 没有启用 { $type } 类型的连接器。
sign_in_experiences-forgot_password_method_requires_connector = 这种重设密码的方式需要能发送验证码的连接器。
sign_in_experiences-invalid_custom_email_blocklist_format = 列表中的每一项必须是邮箱地址或 @域名。
sign_in_experiences-missing_sign_up_identifiers = 注册需要一个主要标识。
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = 此策略需要自适应多因素认证。
sign_in_experiences-password_expiration_not_enabled = 此处密码不会过期。
sign_in_experiences-password_expiration_requires_forgot_password = 只有当用户可以自行更换密码时，密码才能设置过期。
sign_in_experiences-passwordless_requires_verify = 注册时必须验证邮箱地址和电话号码。
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = 短信验证码已用于登录，不能作为第二因素。
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = 短信验证码已是第二因素，不能用于登录。
sign_in_experiences-unsupported_default_language = 页面不支持此语言。
sign_in_experiences-username_policy_case_conflicts_exist = 有些用户名仅大小写不同，请先改名。

storage-not_configured = 未设置文件存储。

user-backup_code_already_in_use = 还有未使用的备用码。
user-cannot_delete_self = 不能删除自己。
user-email_already_in_use = 该邮箱地址属于另一个用户。
user-enterprise_sso_identity_not_exists = 该用户没有此企业身份。
user-identity_already_in_use = 该身份属于另一个用户。
user-identity_not_exist = 该用户没有此身份。
user-invalid_phone = 这不是电话号码。
user-invalid_role_type = 机器对机器的角色不能赋予用户。
user-password_algorithm_required = 导入的密码需要其算法。
user-password_and_digest = 请只提供密码或摘要之一。
user-personal_access_token_name_exists = 该用户已有同名的个人访问令牌。
user-phone_already_in_use = 该电话号码属于另一个用户。
user-totp_already_in_use = 该用户已有身份验证器应用。
user-totp_secret_invalid = 身份验证器应用的密钥是 16 至 32 个字符、带填充的 base32。
user-username_already_in_use = 该用户名属于另一个用户。
user-wrong_backup_code_format = 备用码是十个十位的十六进制数。
