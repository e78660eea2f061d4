# th. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = ไม่สามารถขอขอบเขตของ API การจัดการจากบุคคลได้
application-device_flow_native_only = เฉพาะแอปเนทีฟเท่านั้นที่ใช้โฟลว์อุปกรณ์ได้
application-device_flow_not_changeable = การใช้โฟลว์อุปกรณ์กำหนดตอนสร้างแอป
application-invalid_role_type = แอปรับได้เฉพาะบทบาทแบบเครื่องต่อเครื่อง
application-invalid_subdomain = โดเมนย่อยไม่ใช่ชื่อโฮสต์ที่ถูกต้อง
application-invalid_third_party_application_type = เฉพาะเว็บแอปดั้งเดิม แอปหน้าเดียว และแอปเนทีฟเท่านั้นที่เป็นแอปบุคคลที่สามได้
application-invalid_type = เฉพาะแอปแบบเครื่องต่อเครื่องเท่านั้นที่มีบทบาท
application-no_legacy_secret_found = แอปนี้ไม่มีรหัสลับแบบเก่า
application-protected_app_metadata_is_required = แอปที่ได้รับการป้องกันต้องมีข้อมูลกำกับ
application-protected_app_not_configured = เซิร์ฟเวอร์นี้ไม่มีแอปที่ได้รับการป้องกัน
application-protected_application_only = สิ่งนี้มีเฉพาะในแอปที่ได้รับการป้องกัน
application-saml-use_saml_app_api = แอป SAML จัดการด้วยการดำเนินการเฉพาะ
application-secret_name_exists = แอปนี้มีรหัสลับชื่อ "{ $name }" อยู่แล้ว
application-third_party_application_cannot_enable_token_exchange = แอปบุคคลที่สามใช้การแลกเปลี่ยนโทเค็นไม่ได้
application-third_party_application_only = สิ่งนี้มีเฉพาะในแอปบุคคลที่สาม
application-user_consent_scopes_not_found = บางขอบเขตไม่มีอยู่

auth-authorization_header_missing = คำขอไม่มีโทเค็นการเข้าถึง
auth-authorization_token_type_not_supported = รับเฉพาะโทเค็น Bearer
auth-forbidden = โทเค็นการเข้าถึงไม่มีขอบเขตที่การดำเนินการนี้ต้องใช้
auth-jwt_sub_missing = โทเค็นการเข้าถึงไม่ได้ระบุเจ้าของ
auth-unauthorized = โทเค็นการเข้าถึงไม่ถูกต้องหรือหมดอายุ

connector-not_found = ไม่มีตัวเชื่อมต่อที่ส่งข้อความนี้ได้

entity-db_constraint_violated = สองสิ่งนี้ใช้ร่วมกันไม่ได้
entity-invalid_input = บันทึกข้อมูลไม่ได้ { $details }
entity-not_exists = ไม่มี { $name } นี้
entity-not_exists_with_id = ใน { $name } ไม่มีรายการที่มี ID "{ $id }"
entity-not_found = ไม่พบ
entity-relation_foreign_key_not_found = บางสิ่งที่คำขออ้างถึงไม่มีอยู่
entity-unique_integrity_violation = มีสิ่งเดียวกันอยู่แล้ว
entity-value_too_long = ค่ายาวเกินไป

guard-invalid_input = รูปแบบของคำขอไม่ถูกต้อง ({ $type })
guard-invalid_pagination = หน้าหรือขนาดหน้าไม่ถูกต้อง

hook-endpoint_responded_with_error = ปลายทางตอบกลับด้วยข้อผิดพลาด
hook-missing_events = เว็บฮุกต้องมีอย่างน้อยหนึ่งเหตุการณ์
hook-send_test_payload_failed = เรียกปลายทางไม่ได้ { $details }

log-invalid_time_window = ช่วงเวลาสิ้นสุดก่อนเริ่มต้น

oidc-invalid_grant = ไม่มีการอนุญาตนี้
oidc-invalid_request = เปลี่ยนกุญแจแบบนี้ไม่ได้: มีกุญแจรออยู่แล้ว หรือกำหนดช่วงผ่อนผันให้กุญแจคุกกี้
oidc-invalid_session_account_id = เซสชันนี้เป็นของผู้อื่น
oidc-key_not_found = ไม่มีกุญแจนี้
oidc-key_required = ลบกุญแจสุดท้ายไม่ได้
oidc-only_previous_key_can_be_deleted = ลบได้เฉพาะกุญแจที่ไม่ใช้ลงนามแล้ว โปรดเปลี่ยนกุญแจก่อน
oidc-session_not_found = ไม่มีเซสชันนี้

one_time_token-cannot_reactivate_token = เปิดโทเค็นใช้ครั้งเดียวที่ปิดแล้วอีกไม่ได้
one_time_token-email_mismatch = โทเค็นนี้สร้างสำหรับอีเมลอื่น
one_time_token-token_consumed = โทเค็นนี้ถูกใช้แล้ว
one_time_token-token_expired = โทเค็นนี้หมดอายุแล้ว
one_time_token-token_not_found = ไม่มีโทเค็นนี้
one_time_token-token_revoked = โทเค็นนี้ถูกยกเลิกแล้ว

organization-require_membership = ผู้ใช้ไม่ได้เป็นสมาชิกขององค์กร
organization-role_names_not_found = ไม่มีบทบาทองค์กรชื่อเหล่านี้: { $names }

password-invalid_legacy_password_format = รหัสผ่านแบบเก่าเขียนเป็น ["algorithm", ["argument", …, "@", …], "digest"]
password-rejected = นโยบายรหัสผ่านไม่อนุญาตรหัสผ่านนี้
password-unsupported_legacy_hash_algorithm = นำเข้ารหัสผ่านแบบเก่าที่ใช้ไดเจสต์นี้ไม่ได้

request-body_too_large = เนื้อหาคำขอใหญ่กว่า 1 MiB
request-general = คำขอล้มเหลว
request-invalid_input = ข้อมูลไม่ถูกต้อง { $details }
request-invalid_json = { $details }
request-server_error = เกิดปัญหาที่เซิร์ฟเวอร์
request-temporarily_unavailable = เซิร์ฟเวอร์ตอบไม่ได้ในขณะนี้ โปรดลองอีกครั้ง
request-timeout = เนื้อหาคำขอมาไม่ทันเวลา

resource-cannot_delete_management_api = ลบ API การจัดการไม่ได้
resource-cannot_modify_management_api = เปลี่ยน API การจัดการไม่ได้
resource-resource_identifier_in_use = ทรัพยากร API อื่นใช้ตัวระบุ "{ $indicator }" อยู่

role-application_exists = แอป { $applicationId } มีบทบาทนี้อยู่แล้ว
role-internal_role_violation = บทบาทนี้เป็นของเซิร์ฟเวอร์และเปลี่ยนไม่ได้
role-management_api_scopes_not_assignable_to_user_role = ให้ขอบเขตของ API การจัดการแก่บทบาทของผู้ใช้ไม่ได้
role-name_in_use = มีบทบาทอื่นชื่อ "{ $name }"
role-scope_exists = บทบาทนี้มีขอบเขต { $scopeId } อยู่แล้ว
role-user_exists = ผู้ใช้ { $userId } มีบทบาทนี้อยู่แล้ว

scope-name_exists = ทรัพยากร API มีขอบเขตชื่อ "{ $name }" อยู่แล้ว
scope-name_with_space = ชื่อขอบเขตต้องไม่มีช่องว่าง

session-invalid_credentials = รหัสผ่านไม่ถูกต้อง
session-mfa-backup_code_can_not_be_alone = รหัสสำรองต้องมีปัจจัยที่สองอื่นด้วย

sign_in_experiences-adaptive_mfa_requires_mfa = การยืนยันหลายปัจจัยแบบปรับตัวต้องมีอย่างน้อยหนึ่งปัจจัย
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = การยืนยันหลายปัจจัยแบบปรับตัวต้องใช้นโยบายที่ข้ามไม่ได้
sign_in_experiences-at_least_one_authentication_factor = ทุกวิธีลงชื่อเข้าใช้ต้องมีรหัสผ่านหรือรหัสยืนยัน
sign_in_experiences-backup_code_cannot_be_enabled_alone = รหัสสำรองต้องมีปัจจัยอื่นด้วย
sign_in_experiences-code_sign_in_must_be_enabled = ผู้ที่ลงทะเบียนโดยไม่มีรหัสผ่านต้องลงชื่อเข้าใช้ด้วยรหัสยืนยันได้
sign_in_experiences-duplicated_mfa_factors = มีปัจจัยซ้ำกัน
sign_in_experiences-duplicated_sign_up_identifiers = การลงทะเบียนถามตัวระบุเดียวกันสองครั้ง
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = รหัสทางอีเมลใช้ลงชื่อเข้าใช้อยู่แล้ว จึงเป็นปัจจัยที่สองไม่ได้
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = รหัสทางอีเมลเป็นปัจจัยที่สองอยู่แล้ว จึงใช้ลงชื่อเข้าใช้ไม่ได้
sign_in_experiences-enabled_connector_not_found = ไม่มีตัวเชื่อมต่อชนิด { $type } ที่เปิดใช้
sign_in_experiences-forgot_password_method_requires_connector = วิธีเปลี่ยนรหัสผ่านนี้ต้องมีตัวเชื่อมต่อที่ส่งรหัสได้
sign_in_experiences-invalid_custom_email_blocklist_format = แต่ละรายการต้องเป็นอีเมลหรือ @โดเมน
sign_in_experiences-missing_sign_up_identifiers = การลงทะเบียนต้องมีตัวระบุหลัก
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = นโยบายนี้ต้องใช้การยืนยันหลายปัจจัยแบบปรับตัว
sign_in_experiences-password_expiration_not_enabled = รหัสผ่านที่นี่ไม่หมดอายุ
sign_in_experiences-password_expiration_requires_forgot_password = รหัสผ่านหมดอายุได้ก็ต่อเมื่อผู้ใช้เปลี่ยนเองได้
sign_in_experiences-passwordless_requires_verify = ต้องยืนยันอีเมลและหมายเลขโทรศัพท์ตอนลงทะเบียน
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = รหัสทาง SMS ใช้ลงชื่อเข้าใช้อยู่แล้ว จึงเป็นปัจจัยที่สองไม่ได้
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = รหัสทาง SMS เป็นปัจจัยที่สองอยู่แล้ว จึงใช้ลงชื่อเข้าใช้ไม่ได้
sign_in_experiences-unsupported_default_language = หน้าเว็บไม่รองรับภาษานี้
sign_in_experiences-username_policy_case_conflicts_exist = บางชื่อผู้ใช้ต่างกันแค่ตัวพิมพ์ใหญ่เล็ก โปรดเปลี่ยนชื่อก่อน

storage-not_configured = ยังไม่ได้ตั้งค่าที่เก็บไฟล์

user-backup_code_already_in_use = ยังมีรหัสสำรองที่ไม่ได้ใช้
user-cannot_delete_self = ลบตัวเองไม่ได้
user-email_already_in_use = อีเมลนี้เป็นของผู้ใช้อื่น
user-enterprise_sso_identity_not_exists = ผู้ใช้ไม่มีตัวตนองค์กรนี้
user-identity_already_in_use = ตัวตนนี้เป็นของผู้ใช้อื่น
user-identity_not_exist = ผู้ใช้ไม่มีตัวตนนี้
user-invalid_phone = นี่ไม่ใช่หมายเลขโทรศัพท์
user-invalid_role_type = ให้บทบาทแบบเครื่องต่อเครื่องแก่ผู้ใช้ไม่ได้
user-password_algorithm_required = รหัสผ่านที่นำเข้าต้องระบุอัลกอริทึม
user-password_and_digest = ระบุรหัสผ่านหรือไดเจสต์อย่างใดอย่างหนึ่ง
user-personal_access_token_name_exists = ผู้ใช้มีโทเค็นส่วนตัวชื่อนี้อยู่แล้ว
user-phone_already_in_use = หมายเลขโทรศัพท์นี้เป็นของผู้ใช้อื่น
user-totp_already_in_use = ผู้ใช้มีแอปยืนยันตัวตนอยู่แล้ว
user-totp_secret_invalid = รหัสลับของแอปยืนยันตัวตนเป็น base32 ที่เติมเต็ม ยาว 16 ถึง 32 ตัวอักษร
user-username_already_in_use = ชื่อผู้ใช้นี้เป็นของผู้ใช้อื่น
user-wrong_backup_code_format = รหัสสำรองคือเลขฐานสิบหกสิบหลักจำนวนสิบชุด
