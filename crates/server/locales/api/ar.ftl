# ar. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = لا يمكن طلب نطاقات واجهة الإدارة من الأشخاص.
application-device_flow_native_only = التطبيقات الأصلية وحدها تستخدم تدفق الأجهزة.
application-device_flow_not_changeable = يُحدَّد استخدام تدفق الأجهزة عند إنشاء التطبيق.
application-invalid_role_type = لا يُمنح التطبيق إلا أدوارًا من آلة إلى آلة.
application-invalid_subdomain = النطاق الفرعي ليس اسم مضيف صالحًا.
application-invalid_third_party_application_type = تطبيقات الويب التقليدية وذات الصفحة الواحدة والأصلية وحدها يمكن أن تكون لطرف ثالث.
application-invalid_type = الأدوار لتطبيقات آلة إلى آلة وحدها.
application-no_legacy_secret_found = ليس للتطبيق سر قديم.
application-protected_app_metadata_is_required = يحتاج التطبيق المحمي إلى بياناته الوصفية.
application-protected_app_not_configured = التطبيقات المحمية غير متاحة على هذا الخادم.
application-protected_application_only = هذا للتطبيقات المحمية وحدها.
application-saml-use_saml_app_api = تُدار تطبيقات SAML بعمليات خاصة بها.
application-secret_name_exists = لدى التطبيق بالفعل سر باسم "{ $name }".
application-third_party_application_cannot_enable_token_exchange = لا يمكن لتطبيق طرف ثالث استخدام تبادل الرموز.
application-third_party_application_only = هذا لتطبيقات الطرف الثالث وحدها.
application-user_consent_scopes_not_found = بعض النطاقات غير موجود.

auth-authorization_header_missing = لا يحمل الطلب رمز وصول.
auth-authorization_token_type_not_supported = تُقبل رموز Bearer فقط.
auth-forbidden = رمز الوصول لا يملك النطاق الذي تحتاجه هذه العملية.
auth-jwt_sub_missing = رمز الوصول لا يذكر صاحبه.
auth-unauthorized = رمز الوصول غير صالح أو انتهت مدته.

connector-not_found = لا يوجد موصل يستطيع إرسال هذه الرسالة.

entity-db_constraint_violated = لا يمكن الجمع بين هذين.
entity-invalid_input = لا يمكن حفظ البيانات. { $details }
entity-not_exists = غير موجود: { $name }.
entity-not_exists_with_id = لا يوجد في { $name } عنصر بالمعرّف "{ $id }".
entity-not_found = غير موجود.
entity-relation_foreign_key_not_found = شيء يشير إليه الطلب غير موجود.
entity-unique_integrity_violation = الشيء نفسه موجود بالفعل.
entity-value_too_long = إحدى القيم طويلة جدًا.

guard-invalid_input = شكل الطلب غير صحيح ({ $type }).
guard-invalid_pagination = الصفحة أو حجمها غير صالح.

hook-endpoint_responded_with_error = أجاب العنوان بخطأ.
hook-missing_events = يحتاج الخطاف إلى حدث واحد على الأقل.
hook-send_test_payload_failed = لا يمكن استدعاء العنوان. { $details }

log-invalid_time_window = تنتهي الفترة قبل أن تبدأ.

oidc-invalid_grant = لا يوجد إذن كهذا.
oidc-invalid_request = لا يمكن تبديل هذه المفاتيح هكذا: هناك مفتاح ينتظر، أو أُعطيت مهلة لمفاتيح ملفات الارتباط.
oidc-invalid_session_account_id = الجلسة لشخص آخر.
oidc-key_not_found = لا يوجد مفتاح كهذا.
oidc-key_required = لا يمكن حذف المفتاح الأخير.
oidc-only_previous_key_can_be_deleted = لا يُحذف إلا مفتاح لم يعد يوقّع. بدّله أولًا.
oidc-session_not_found = لا توجد جلسة كهذه.

one_time_token-cannot_reactivate_token = لا يمكن إعادة فتح رمز لمرة واحدة بعد إغلاقه.
one_time_token-email_mismatch = أُنشئ الرمز لعنوان بريد آخر.
one_time_token-token_consumed = استُخدم الرمز من قبل.
one_time_token-token_expired = انتهت مدة الرمز.
one_time_token-token_not_found = لا يوجد رمز كهذا.
one_time_token-token_revoked = سُحب الرمز.

organization-require_membership = المستخدم ليس عضوًا في المؤسسة.
organization-role_names_not_found = لا توجد أدوار مؤسسة بهذه الأسماء: { $names }

password-invalid_legacy_password_format = تُكتب كلمة المرور القديمة هكذا: ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = سياسة كلمات المرور لا تسمح بهذه الكلمة.
password-unsupported_legacy_hash_algorithm = لا يمكن استيراد كلمات مرور قديمة بهذا الملخص.

request-body_too_large = متن الطلب أكبر من 1 MiB.
request-general = فشل الطلب.
request-invalid_input = البيانات غير صالحة. { $details }
request-invalid_json = { $details }
request-server_error = حدث خطأ في الخادم.
request-temporarily_unavailable = لا يستطيع الخادم الرد الآن. حاول مرة أخرى.
request-timeout = لم يصل متن الطلب في الوقت المحدد.

resource-cannot_delete_management_api = لا يمكن حذف واجهة الإدارة.
resource-cannot_modify_management_api = لا يمكن تغيير واجهة الإدارة.
resource-resource_identifier_in_use = مورد آخر له المعرّف "{ $indicator }".

role-application_exists = للتطبيق { $applicationId } هذا الدور بالفعل.
role-internal_role_violation = هذا الدور للخادم ولا يتغير.
role-management_api_scopes_not_assignable_to_user_role = لا يمكن منح نطاقات واجهة الإدارة لأدوار المستخدمين.
role-name_in_use = دور آخر اسمه "{ $name }".
role-scope_exists = للدور النطاق { $scopeId } بالفعل.
role-user_exists = للمستخدم { $userId } هذا الدور بالفعل.

scope-name_exists = للمورد نطاق باسم "{ $name }" بالفعل.
scope-name_with_space = لا يحتوي اسم النطاق على مسافات.

session-invalid_credentials = كلمة المرور خاطئة.
session-mfa-backup_code_can_not_be_alone = تحتاج الرموز الاحتياطية إلى عامل ثانٍ آخر.

sign_in_experiences-adaptive_mfa_requires_mfa = يحتاج التحقق متعدد العوامل التكيفي إلى عامل واحد على الأقل.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = يحتاج التحقق متعدد العوامل التكيفي إلى سياسة لا يمكن تخطيها.
sign_in_experiences-at_least_one_authentication_factor = تحتاج كل طريقة دخول إلى كلمة مرور أو رمز تحقق.
sign_in_experiences-backup_code_cannot_be_enabled_alone = تحتاج الرموز الاحتياطية إلى عامل آخر.
sign_in_experiences-code_sign_in_must_be_enabled = من يسجل بلا كلمة مرور يجب أن يستطيع الدخول برمز.
sign_in_experiences-duplicated_mfa_factors = أحد العوامل مذكور مرتين.
sign_in_experiences-duplicated_sign_up_identifiers = يطلب التسجيل المعرّف نفسه مرتين.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = رموز البريد تُستخدم للدخول، فلا تكون عاملًا ثانيًا.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = رموز البريد عامل ثانٍ، فلا تُستخدم للدخول.
sign_in_experiences-enabled_connector_not_found = لا يوجد موصل مفعّل من النوع { $type }.
sign_in_experiences-forgot_password_method_requires_connector = تحتاج هذه الطريقة لتبديل كلمة المرور إلى موصل يرسل الرموز.
sign_in_experiences-invalid_custom_email_blocklist_format = كل عنصر في القائمة عنوان بريد أو @نطاق.
sign_in_experiences-missing_sign_up_identifiers = يحتاج التسجيل إلى معرّف أساسي.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = تحتاج هذه السياسة إلى التحقق متعدد العوامل التكيفي.
sign_in_experiences-password_expiration_not_enabled = لا تنتهي مدة كلمات المرور هنا.
sign_in_experiences-password_expiration_requires_forgot_password = لا تنتهي مدة كلمات المرور إلا إذا استطاع الناس تبديلها بأنفسهم.
sign_in_experiences-passwordless_requires_verify = يجب التحقق من عناوين البريد وأرقام الهاتف عند التسجيل.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = رموز الرسائل النصية تُستخدم للدخول، فلا تكون عاملًا ثانيًا.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = رموز الرسائل النصية عامل ثانٍ، فلا تُستخدم للدخول.
sign_in_experiences-unsupported_default_language = الصفحات لا تتحدث هذه اللغة.
sign_in_experiences-username_policy_case_conflicts_exist = بعض أسماء المستخدمين لا تختلف إلا بحالة الأحرف. غيّرها أولًا.

storage-not_configured = لم يُضبط تخزين للملفات.

user-backup_code_already_in_use = توجد رموز احتياطية لم تُستخدم.
user-cannot_delete_self = لا أحد يحذف نفسه.
user-email_already_in_use = عنوان البريد لمستخدم آخر.
user-enterprise_sso_identity_not_exists = ليس للمستخدم هذه الهوية المؤسسية.
user-identity_already_in_use = الهوية لمستخدم آخر.
user-identity_not_exist = ليس للمستخدم هذه الهوية.
user-invalid_phone = هذا ليس رقم هاتف.
user-invalid_role_type = لا تُمنح أدوار آلة إلى آلة للمستخدمين.
user-password_algorithm_required = تحتاج كلمة المرور المستوردة إلى خوارزميتها.
user-password_and_digest = أعطِ كلمة مرور أو ملخصًا، لا كليهما.
user-personal_access_token_name_exists = للمستخدم رمز وصول شخصي بهذا الاسم بالفعل.
user-phone_already_in_use = رقم الهاتف لمستخدم آخر.
user-totp_already_in_use = للمستخدم تطبيق مصادقة بالفعل.
user-totp_secret_invalid = سر تطبيق المصادقة هو base32 مع حشو، من 16 إلى 32 حرفًا.
user-username_already_in_use = اسم المستخدم لمستخدم آخر.
user-wrong_backup_code_format = الرموز الاحتياطية عشرة، في كل منها عشرة أرقام ست عشرية.
