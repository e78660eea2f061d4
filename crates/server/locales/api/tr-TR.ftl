# tr-TR. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = Yönetim API’sinin kapsamları kişilerden istenemez.
application-device_flow_native_only = Cihaz akışını yalnızca yerel uygulamalar kullanır.
application-device_flow_not_changeable = Cihaz akışının kullanımı uygulama oluşturulurken belirlenir.
application-invalid_role_type = Bir uygulamaya yalnızca makineden makineye rolleri verilebilir.
application-invalid_subdomain = Alt alan adı geçerli bir ana makine adı değil.
application-invalid_third_party_application_type = Yalnızca geleneksel web, tek sayfa ve yerel uygulamalar üçüncü taraf olabilir.
application-invalid_type = Yalnızca makineden makineye uygulamaların rolleri vardır.
application-no_legacy_secret_found = Uygulamanın eski bir gizli anahtarı yok.
application-protected_app_metadata_is_required = Korumalı uygulama için üst veriler gerekir.
application-protected_app_not_configured = Korumalı uygulamalar bu sunucuda kullanılamaz.
application-protected_application_only = Bu yalnızca korumalı uygulamalarda vardır.
application-saml-use_saml_app_api = SAML uygulamaları kendi işlemleriyle yönetilir.
application-secret_name_exists = Uygulamanın “{ $name }” adlı bir gizli anahtarı zaten var.
application-third_party_application_cannot_enable_token_exchange = Üçüncü taraf uygulama belirteç değişimini kullanamaz.
application-third_party_application_only = Bu yalnızca üçüncü taraf uygulamalarda vardır.
application-user_consent_scopes_not_found = Kapsamlardan bazıları yok.

auth-authorization_header_missing = İstekte erişim belirteci yok.
auth-authorization_token_type_not_supported = Yalnızca Bearer belirteçleri kabul edilir.
auth-forbidden = Erişim belirtecinde bu işlemin gerektirdiği kapsam yok.
auth-jwt_sub_missing = Erişim belirteci bir özne belirtmiyor.
auth-unauthorized = Erişim belirteci geçersiz veya süresi dolmuş.

connector-not_found = Bu iletiyi gönderebilecek bağlayıcı yok.

entity-db_constraint_violated = Bu ikisi bir arada olamaz.
entity-invalid_input = Veriler kaydedilemiyor. { $details }
entity-not_exists = Böyle bir şey yok: { $name }.
entity-not_exists_with_id = { $name } içinde kimliği “{ $id }” olan bir kayıt yok.
entity-not_found = Bulunamadı.
entity-relation_foreign_key_not_found = İsteğin başvurduğu bir şey yok.
entity-unique_integrity_violation = Aynısı zaten var.
entity-value_too_long = Bir değer çok uzun.

guard-invalid_input = İsteğin biçimi doğru değil ({ $type }).
guard-invalid_pagination = Sayfa veya sayfa boyutu geçersiz.

hook-endpoint_responded_with_error = Adres hata ile yanıt verdi.
hook-missing_events = Bir webhook için en az bir olay gerekir.
hook-send_test_payload_failed = Adres çağrılamıyor. { $details }

log-invalid_time_window = Zaman aralığı başlamadan bitiyor.

oidc-invalid_grant = Böyle bir izin yok.
oidc-invalid_request = Bu anahtarlar böyle yenilenemez: bir anahtar zaten bekliyor ya da çerez anahtarları için süre verildi.
oidc-invalid_session_account_id = Oturum başka birine ait.
oidc-key_not_found = Böyle bir anahtar yok.
oidc-key_required = Son anahtar silinemez.
oidc-only_previous_key_can_be_deleted = Yalnızca artık imzalamayan bir anahtar silinebilir. Önce yenileyin.
oidc-session_not_found = Böyle bir oturum yok.

one_time_token-cannot_reactivate_token = Kapatılmış tek kullanımlık belirteç yeniden açılamaz.
one_time_token-email_mismatch = Belirteç başka bir e-posta adresi için oluşturuldu.
one_time_token-token_consumed = Belirteç zaten kullanıldı.
one_time_token-token_expired = Belirtecin süresi doldu.
one_time_token-token_not_found = Böyle bir belirteç yok.
one_time_token-token_revoked = Belirteç geri çekildi.

organization-require_membership = Kullanıcı kuruluşun üyesi değil.
organization-role_names_not_found = Bu adlarda kuruluş rolü yok: { $names }

password-invalid_legacy_password_format = Eski parola şöyle yazılır: ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = Parola kuralları bu parolaya izin vermiyor.
password-unsupported_legacy_hash_algorithm = Bu özetle eski parolalar içe aktarılamaz.

request-body_too_large = İstek gövdesi 1 MiB’den büyük.
request-general = İstek başarısız oldu.
request-invalid_input = Veriler geçersiz. { $details }
request-invalid_json = { $details }
request-server_error = Sunucuda bir sorun oluştu.
request-temporarily_unavailable = Sunucu şu anda yanıt veremiyor. Yeniden deneyin.
request-timeout = İstek gövdesi zamanında gelmedi.

resource-cannot_delete_management_api = Yönetim API’si silinemez.
resource-cannot_modify_management_api = Yönetim API’si değiştirilemez.
resource-resource_identifier_in_use = Başka bir API kaynağının tanımlayıcısı “{ $indicator }”.

role-application_exists = { $applicationId } uygulamasında bu rol zaten var.
role-internal_role_violation = Bu rol sunucuya aittir ve değişmez.
role-management_api_scopes_not_assignable_to_user_role = Yönetim API’sinin kapsamları kullanıcı rollerine verilemez.
role-name_in_use = Başka bir rolün adı “{ $name }”.
role-scope_exists = Rolde { $scopeId } kapsamı zaten var.
role-user_exists = { $userId } kullanıcısında bu rol zaten var.

scope-name_exists = API kaynağında “{ $name }” adlı bir kapsam zaten var.
scope-name_with_space = Kapsam adında boşluk olamaz.

session-invalid_credentials = Parola yanlış.
session-mfa-backup_code_can_not_be_alone = Yedek kodlar için başka bir ikinci etken gerekir.

sign_in_experiences-adaptive_mfa_requires_mfa = Uyarlamalı çok etkenli doğrulama için en az bir etken gerekir.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = Uyarlamalı çok etkenli doğrulama için atlanamayan bir kural gerekir.
sign_in_experiences-at_least_one_authentication_factor = Her oturum açma yolu için parola veya kod gerekir.
sign_in_experiences-backup_code_cannot_be_enabled_alone = Yedek kodlar için başka bir etken gerekir.
sign_in_experiences-code_sign_in_must_be_enabled = Parolasız kaydolan kişi kodla oturum açabilmelidir.
sign_in_experiences-duplicated_mfa_factors = Bir etken iki kez yazılmış.
sign_in_experiences-duplicated_sign_up_identifiers = Kayıt aynı tanımlayıcıyı iki kez soruyor.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = E-posta kodları zaten oturum açmak için kullanılıyor; ikinci etken olamaz.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = E-posta kodları zaten ikinci etken; oturum açmak için kullanılamaz.
sign_in_experiences-enabled_connector_not_found = { $type } türünde etkin bağlayıcı yok.
sign_in_experiences-forgot_password_method_requires_connector = Bu parola yenileme yolu için kod gönderen bir bağlayıcı gerekir.
sign_in_experiences-invalid_custom_email_blocklist_format = Listenin her ögesi bir e-posta adresi veya @alan adıdır.
sign_in_experiences-missing_sign_up_identifiers = Kayıt için birincil tanımlayıcı gerekir.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = Bu kural için uyarlamalı çok etkenli doğrulama gerekir.
sign_in_experiences-password_expiration_not_enabled = Burada parolaların süresi dolmaz.
sign_in_experiences-password_expiration_requires_forgot_password = Parolaların süresi ancak herkes kendi parolasını yenileyebiliyorsa dolabilir.
sign_in_experiences-passwordless_requires_verify = E-posta adresleri ve telefon numaraları kayıtta doğrulanmalıdır.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = SMS kodları zaten oturum açmak için kullanılıyor; ikinci etken olamaz.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = SMS kodları zaten ikinci etken; oturum açmak için kullanılamaz.
sign_in_experiences-unsupported_default_language = Sayfalar bu dili konuşmuyor.
sign_in_experiences-username_policy_case_conflicts_exist = Bazı kullanıcı adları yalnızca büyük-küçük harfle ayrılıyor. Önce onları değiştirin.

storage-not_configured = Dosyalar için depolama ayarlanmamış.

user-backup_code_already_in_use = Kullanılmamış yedek kodlar var.
user-cannot_delete_self = Kimse kendini silemez.
user-email_already_in_use = Bu e-posta adresi başka bir kullanıcıya ait.
user-enterprise_sso_identity_not_exists = Kullanıcının böyle bir kurumsal kimliği yok.
user-identity_already_in_use = Bu kimlik başka bir kullanıcıya ait.
user-identity_not_exist = Kullanıcının böyle bir kimliği yok.
user-invalid_phone = Bu bir telefon numarası değil.
user-invalid_role_type = Makineden makineye rolleri kullanıcılara verilemez.
user-password_algorithm_required = İçe aktarılan parola için algoritması gerekir.
user-password_and_digest = Parola veya özet verin, ikisini birden değil.
user-personal_access_token_name_exists = Kullanıcının bu adda bir kişisel erişim belirteci zaten var.
user-phone_already_in_use = Bu telefon numarası başka bir kullanıcıya ait.
user-totp_already_in_use = Kullanıcının zaten bir doğrulama uygulaması var.
user-totp_secret_invalid = Doğrulama uygulamasının gizli anahtarı 16–32 karakterlik dolgulu base32’dir.
user-username_already_in_use = Bu kullanıcı adı başka bir kullanıcıya ait.
user-wrong_backup_code_format = Yedek kodlar on kez on onaltılık basamaktır.
