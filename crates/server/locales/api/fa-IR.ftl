# fa-IR. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = دامنه‌های API مدیریت را نمی‌توان از افراد خواست.
application-device_flow_native_only = فقط برنامه‌های بومی از جریان دستگاه استفاده می‌کنند.
application-device_flow_not_changeable = استفاده از جریان دستگاه هنگام ساختن برنامه تعیین می‌شود.
application-invalid_role_type = به برنامه فقط نقش ماشین‌به‌ماشین داده می‌شود.
application-invalid_subdomain = زیردامنه نام میزبان معتبری نیست.
application-invalid_third_party_application_type = فقط برنامه‌های وب سنتی، تک‌صفحه‌ای و بومی می‌توانند شخص ثالث باشند.
application-invalid_type = فقط برنامه‌های ماشین‌به‌ماشین نقش دارند.
application-no_legacy_secret_found = برنامه رمز قدیمی ندارد.
application-protected_app_metadata_is_required = برنامه محافظت‌شده به فراداده نیاز دارد.
application-protected_app_not_configured = برنامه‌های محافظت‌شده در این سرور در دسترس نیستند.
application-protected_application_only = این فقط در برنامه‌های محافظت‌شده هست.
application-saml-use_saml_app_api = برنامه‌های SAML با عملیات خودشان مدیریت می‌شوند.
application-secret_name_exists = برنامه از پیش رمزی به نام «{ $name }» دارد.
application-third_party_application_cannot_enable_token_exchange = برنامه شخص ثالث نمی‌تواند از تبادل توکن استفاده کند.
application-third_party_application_only = این فقط در برنامه‌های شخص ثالث هست.
application-user_consent_scopes_not_found = برخی از دامنه‌ها وجود ندارند.

auth-authorization_header_missing = درخواست توکن دسترسی ندارد.
auth-authorization_token_type_not_supported = فقط توکن Bearer پذیرفته می‌شود.
auth-forbidden = توکن دسترسی دامنه لازم برای این عملیات را ندارد.
auth-jwt_sub_missing = توکن دسترسی صاحبی را نام نمی‌برد.
auth-unauthorized = توکن دسترسی نامعتبر است یا منقضی شده.

connector-not_found = هیچ رابطی نمی‌تواند این پیام را بفرستد.

entity-db_constraint_violated = این دو با هم جور نمی‌شوند.
entity-invalid_input = داده را نمی‌توان ذخیره کرد. { $details }
entity-not_exists = وجود ندارد: { $name }.
entity-not_exists_with_id = در { $name } چیزی با شناسه «{ $id }» نیست.
entity-not_found = پیدا نشد.
entity-relation_foreign_key_not_found = چیزی که درخواست به آن اشاره می‌کند وجود ندارد.
entity-unique_integrity_violation = همین از پیش هست.
entity-value_too_long = یک مقدار بیش از حد بلند است.

guard-invalid_input = شکل درخواست درست نیست ({ $type }).
guard-invalid_pagination = صفحه یا اندازه آن نامعتبر است.

hook-endpoint_responded_with_error = مقصد با خطا پاسخ داد.
hook-missing_events = وب‌هوک دست‌کم یک رویداد می‌خواهد.
hook-send_test_payload_failed = مقصد را نمی‌توان فراخواند. { $details }

log-invalid_time_window = بازه پیش از آغاز پایان می‌یابد.

oidc-invalid_grant = چنین مجوزی نیست.
oidc-invalid_request = این کلیدها را نمی‌توان این‌گونه چرخاند: کلیدی در انتظار است، یا برای کلیدهای کوکی مهلت داده شده.
oidc-invalid_session_account_id = این نشست از آن شخص دیگری است.
oidc-key_not_found = چنین کلیدی نیست.
oidc-key_required = آخرین کلید را نمی‌توان حذف کرد.
oidc-only_previous_key_can_be_deleted = فقط کلیدی را می‌توان حذف کرد که دیگر امضا نمی‌کند. نخست بچرخانید.
oidc-session_not_found = چنین نشستی نیست.

one_time_token-cannot_reactivate_token = توکن یک‌بارمصرف بسته‌شده را نمی‌توان دوباره باز کرد.
one_time_token-email_mismatch = این توکن برای نشانی ایمیل دیگری ساخته شده.
one_time_token-token_consumed = این توکن پیش‌تر استفاده شده.
one_time_token-token_expired = این توکن منقضی شده.
one_time_token-token_not_found = چنین توکنی نیست.
one_time_token-token_revoked = این توکن پس گرفته شده.

organization-require_membership = کاربر عضو سازمان نیست.
organization-role_names_not_found = نقش سازمانی با این نام‌ها نیست: { $names }

password-invalid_legacy_password_format = گذرواژه قدیمی چنین نوشته می‌شود: ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = سیاست گذرواژه این گذرواژه را نمی‌پذیرد.
password-unsupported_legacy_hash_algorithm = گذرواژه قدیمی با این چکیده را نمی‌توان وارد کرد.

request-body_too_large = بدنه درخواست از 1 MiB بیشتر است.
request-general = درخواست ناموفق بود.
request-invalid_input = داده نامعتبر است. { $details }
request-invalid_json = { $details }
request-server_error = در سرور مشکلی پیش آمد.
request-temporarily_unavailable = سرور اکنون نمی‌تواند پاسخ دهد. دوباره تلاش کنید.
request-timeout = بدنه درخواست به‌موقع نرسید.

resource-cannot_delete_management_api = API مدیریت را نمی‌توان حذف کرد.
resource-cannot_modify_management_api = API مدیریت را نمی‌توان تغییر داد.
resource-resource_identifier_in_use = منبع API دیگری شناسه «{ $indicator }» را دارد.

role-application_exists = برنامه { $applicationId } این نقش را از پیش دارد.
role-internal_role_violation = این نقش از آن سرور است و تغییر نمی‌کند.
role-management_api_scopes_not_assignable_to_user_role = دامنه‌های API مدیریت را نمی‌توان به نقش کاربران داد.
role-name_in_use = نقش دیگری «{ $name }» نام دارد.
role-scope_exists = نقش دامنه { $scopeId } را از پیش دارد.
role-user_exists = کاربر { $userId } این نقش را از پیش دارد.

scope-name_exists = منبع API از پیش دامنه‌ای به نام «{ $name }» دارد.
scope-name_with_space = نام دامنه نمی‌تواند فاصله داشته باشد.

session-invalid_credentials = گذرواژه نادرست است.
session-mfa-backup_code_can_not_be_alone = کدهای پشتیبان عامل دوم دیگری می‌خواهند.

sign_in_experiences-adaptive_mfa_requires_mfa = احراز چندعاملی تطبیقی دست‌کم یک عامل می‌خواهد.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = احراز چندعاملی تطبیقی سیاستی می‌خواهد که نتوان از آن گذشت.
sign_in_experiences-at_least_one_authentication_factor = هر راه ورود گذرواژه یا کد تأیید می‌خواهد.
sign_in_experiences-backup_code_cannot_be_enabled_alone = کدهای پشتیبان عامل دیگری می‌خواهند.
sign_in_experiences-code_sign_in_must_be_enabled = کسی که بی‌گذرواژه ثبت‌نام می‌کند باید بتواند با کد وارد شود.
sign_in_experiences-duplicated_mfa_factors = یک عامل دو بار آمده است.
sign_in_experiences-duplicated_sign_up_identifiers = ثبت‌نام یک شناسه را دو بار می‌پرسد.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = کد ایمیلی برای ورود به کار می‌رود و نمی‌تواند عامل دوم باشد.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = کد ایمیلی عامل دوم است و نمی‌تواند برای ورود به کار رود.
sign_in_experiences-enabled_connector_not_found = رابط فعالی از نوع { $type } نیست.
sign_in_experiences-forgot_password_method_requires_connector = این راه تعویض گذرواژه رابطی می‌خواهد که کد بفرستد.
sign_in_experiences-invalid_custom_email_blocklist_format = هر مورد فهرست نشانی ایمیل یا @دامنه است.
sign_in_experiences-missing_sign_up_identifiers = ثبت‌نام شناسه اصلی می‌خواهد.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = این سیاست احراز چندعاملی تطبیقی می‌خواهد.
sign_in_experiences-password_expiration_not_enabled = گذرواژه‌ها اینجا منقضی نمی‌شوند.
sign_in_experiences-password_expiration_requires_forgot_password = گذرواژه تنها وقتی می‌تواند منقضی شود که هرکس بتواند خودش آن را عوض کند.
sign_in_experiences-passwordless_requires_verify = نشانی ایمیل و شماره تلفن باید هنگام ثبت‌نام تأیید شوند.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = کد پیامکی برای ورود به کار می‌رود و نمی‌تواند عامل دوم باشد.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = کد پیامکی عامل دوم است و نمی‌تواند برای ورود به کار رود.
sign_in_experiences-unsupported_default_language = صفحه‌ها به این زبان نیستند.
sign_in_experiences-username_policy_case_conflicts_exist = برخی نام‌های کاربری فقط در بزرگی و کوچکی حروف تفاوت دارند. نخست نامشان را عوض کنید.

storage-not_configured = جایی برای فایل‌ها تنظیم نشده است.

user-backup_code_already_in_use = کدهای پشتیبان استفاده‌نشده مانده است.
user-cannot_delete_self = هیچ‌کس نمی‌تواند خودش را حذف کند.
user-email_already_in_use = این نشانی ایمیل از آن کاربر دیگری است.
user-enterprise_sso_identity_not_exists = کاربر چنین هویت سازمانی ندارد.
user-identity_already_in_use = این هویت از آن کاربر دیگری است.
user-identity_not_exist = کاربر چنین هویتی ندارد.
user-invalid_phone = این شماره تلفن نیست.
user-invalid_role_type = نقش ماشین‌به‌ماشین را نمی‌توان به کاربران داد.
user-password_algorithm_required = گذرواژه واردشده الگوریتم خود را می‌خواهد.
user-password_and_digest = گذرواژه یا چکیده را بدهید، نه هر دو.
user-personal_access_token_name_exists = کاربر از پیش توکن دسترسی شخصی با این نام دارد.
user-phone_already_in_use = این شماره تلفن از آن کاربر دیگری است.
user-totp_already_in_use = کاربر از پیش برنامه احراز هویت دارد.
user-totp_secret_invalid = رمز برنامه احراز هویت base32 با پرکننده و ۱۶ تا ۳۲ نویسه است.
user-username_already_in_use = این نام کاربری از آن کاربر دیگری است.
user-wrong_backup_code_format = کدهای پشتیبان ده بار ده رقم شانزده‌شانزدهی است.
