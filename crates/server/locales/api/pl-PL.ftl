# pl-PL. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = Zakresów API zarządzania nie można żądać od osób.
application-device_flow_native_only = Z przepływu urządzenia korzystają tylko aplikacje natywne.
application-device_flow_not_changeable = O przepływie urządzenia decyduje się przy tworzeniu aplikacji.
application-invalid_role_type = Aplikacja może otrzymać tylko role maszyna–maszyna.
application-invalid_subdomain = Subdomena nie jest poprawną nazwą hosta.
application-invalid_third_party_application_type = Tylko tradycyjne aplikacje webowe, jednostronicowe i natywne mogą być zewnętrzne.
application-invalid_type = Role mają tylko aplikacje maszyna–maszyna.
application-no_legacy_secret_found = Aplikacja nie ma starego sekretu.
application-protected_app_metadata_is_required = Chroniona aplikacja potrzebuje swoich metadanych.
application-protected_app_not_configured = Chronione aplikacje nie są dostępne na tym serwerze.
application-protected_application_only = To istnieje tylko w chronionych aplikacjach.
application-saml-use_saml_app_api = Aplikacjami SAML zarządza się osobnymi operacjami.
application-secret_name_exists = Aplikacja ma już sekret o nazwie „{ $name }”.
application-third_party_application_cannot_enable_token_exchange = Aplikacja zewnętrzna nie może używać wymiany tokenów.
application-third_party_application_only = To istnieje tylko w aplikacjach zewnętrznych.
application-user_consent_scopes_not_found = Niektóre zakresy nie istnieją.

auth-authorization_header_missing = Żądanie nie zawiera tokenu dostępu.
auth-authorization_token_type_not_supported = Przyjmowane są tylko tokeny Bearer.
auth-forbidden = Token dostępu nie ma zakresu potrzebnego do tej operacji.
auth-jwt_sub_missing = Token dostępu nie wskazuje podmiotu.
auth-unauthorized = Token dostępu jest nieprawidłowy lub wygasł.

connector-not_found = Żaden łącznik nie może wysłać tej wiadomości.

entity-db_constraint_violated = Tych dwóch rzeczy nie można połączyć.
entity-invalid_input = Danych nie można zapisać. { $details }
entity-not_exists = Nie istnieje: { $name }.
entity-not_exists_with_id = W { $name } nie ma niczego o identyfikatorze „{ $id }”.
entity-not_found = Nie znaleziono.
entity-relation_foreign_key_not_found = Coś, do czego odnosi się żądanie, nie istnieje.
entity-unique_integrity_violation = To samo już istnieje.
entity-value_too_long = Wartość jest za długa.

guard-invalid_input = Żądanie ma niewłaściwą postać ({ $type }).
guard-invalid_pagination = Strona lub jej rozmiar są nieprawidłowe.

hook-endpoint_responded_with_error = Adres odpowiedział błędem.
hook-missing_events = Webhook potrzebuje co najmniej jednego zdarzenia.
hook-send_test_payload_failed = Adresu nie można wywołać. { $details }

log-invalid_time_window = Okres kończy się przed początkiem.

oidc-invalid_grant = Nie ma takiej zgody.
oidc-invalid_request = Tych kluczy nie można tak wymienić: jeden klucz już czeka albo dla kluczy ciasteczek podano okres przejściowy.
oidc-invalid_session_account_id = Sesja należy do kogoś innego.
oidc-key_not_found = Nie ma takiego klucza.
oidc-key_required = Ostatniego klucza nie można usunąć.
oidc-only_previous_key_can_be_deleted = Usunąć można tylko klucz, który już nie podpisuje. Najpierw go wymień.
oidc-session_not_found = Nie ma takiej sesji.

one_time_token-cannot_reactivate_token = Zamkniętego tokenu jednorazowego nie można otworzyć ponownie.
one_time_token-email_mismatch = Token utworzono dla innego adresu e-mail.
one_time_token-token_consumed = Token został już użyty.
one_time_token-token_expired = Token wygasł.
one_time_token-token_not_found = Nie ma takiego tokenu.
one_time_token-token_revoked = Token został wycofany.

organization-require_membership = Użytkownik nie jest członkiem organizacji.
organization-role_names_not_found = Nie ma ról organizacji o tych nazwach: { $names }

password-invalid_legacy_password_format = Stare hasło zapisuje się tak: ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = Zasady haseł nie pozwalają na to hasło.
password-unsupported_legacy_hash_algorithm = Starych haseł z tym skrótem nie można przenieść.

request-body_too_large = Treść żądania przekracza 1 MiB.
request-general = Żądanie się nie powiodło.
request-invalid_input = Dane są nieprawidłowe. { $details }
request-invalid_json = { $details }
request-server_error = Coś poszło nie tak na serwerze.
request-temporarily_unavailable = Serwer nie może teraz odpowiedzieć. Spróbuj ponownie.
request-timeout = Treść żądania nie dotarła na czas.

resource-cannot_delete_management_api = API zarządzania nie można usunąć.
resource-cannot_modify_management_api = API zarządzania nie można zmienić.
resource-resource_identifier_in_use = Inny zasób API ma identyfikator „{ $indicator }”.

role-application_exists = Aplikacja { $applicationId } ma już tę rolę.
role-internal_role_violation = Ta rola należy do serwera i się nie zmienia.
role-management_api_scopes_not_assignable_to_user_role = Zakresów API zarządzania nie można nadać rolom użytkowników.
role-name_in_use = Inna rola nazywa się „{ $name }”.
role-scope_exists = Rola ma już zakres { $scopeId }.
role-user_exists = Użytkownik { $userId } ma już tę rolę.

scope-name_exists = Zasób API ma już zakres o nazwie „{ $name }”.
scope-name_with_space = Nazwa zakresu nie może zawierać spacji.

session-invalid_credentials = Hasło jest błędne.
session-mfa-backup_code_can_not_be_alone = Kody zapasowe potrzebują innego drugiego składnika.

sign_in_experiences-adaptive_mfa_requires_mfa = Adaptacyjne uwierzytelnianie wieloskładnikowe potrzebuje co najmniej jednego składnika.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = Adaptacyjne uwierzytelnianie wieloskładnikowe potrzebuje zasady, której nie można pominąć.
sign_in_experiences-at_least_one_authentication_factor = Każdy sposób logowania potrzebuje hasła lub kodu.
sign_in_experiences-backup_code_cannot_be_enabled_alone = Kody zapasowe potrzebują innego składnika.
sign_in_experiences-code_sign_in_must_be_enabled = Kto rejestruje się bez hasła, musi móc zalogować się kodem.
sign_in_experiences-duplicated_mfa_factors = Składnik podano dwa razy.
sign_in_experiences-duplicated_sign_up_identifiers = Rejestracja pyta dwa razy o to samo.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = Kody e-mail służą już do logowania, więc nie mogą być drugim składnikiem.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = Kody e-mail są już drugim składnikiem, więc nie mogą służyć do logowania.
sign_in_experiences-enabled_connector_not_found = Nie ma włączonego łącznika typu { $type }.
sign_in_experiences-forgot_password_method_requires_connector = Ten sposób zmiany hasła potrzebuje łącznika, który wysyła kody.
sign_in_experiences-invalid_custom_email_blocklist_format = Każda pozycja listy to adres e-mail lub @domena.
sign_in_experiences-missing_sign_up_identifiers = Rejestracja potrzebuje głównego identyfikatora.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = Ta zasada potrzebuje adaptacyjnego uwierzytelniania wieloskładnikowego.
sign_in_experiences-password_expiration_not_enabled = Hasła tutaj nie wygasają.
sign_in_experiences-password_expiration_requires_forgot_password = Hasła mogą wygasać tylko wtedy, gdy każdy może zmienić swoje.
sign_in_experiences-passwordless_requires_verify = Adresy e-mail i numery telefonów trzeba potwierdzić przy rejestracji.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = Kody SMS służą już do logowania, więc nie mogą być drugim składnikiem.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = Kody SMS są już drugim składnikiem, więc nie mogą służyć do logowania.
sign_in_experiences-unsupported_default_language = Strony nie mówią w tym języku.
sign_in_experiences-username_policy_case_conflicts_exist = Niektóre nazwy użytkowników różnią się tylko wielkością liter. Najpierw je zmień.

storage-not_configured = Nie skonfigurowano miejsca na pliki.

user-backup_code_already_in_use = Są jeszcze nieużyte kody zapasowe.
user-cannot_delete_self = Nikt nie może usunąć samego siebie.
user-email_already_in_use = Ten adres e-mail należy do innego użytkownika.
user-enterprise_sso_identity_not_exists = Użytkownik nie ma takiej tożsamości firmowej.
user-identity_already_in_use = Ta tożsamość należy do innego użytkownika.
user-identity_not_exist = Użytkownik nie ma takiej tożsamości.
user-invalid_phone = To nie jest numer telefonu.
user-invalid_role_type = Ról maszyna–maszyna nie można nadać użytkownikom.
user-password_algorithm_required = Przenoszone hasło potrzebuje swojego algorytmu.
user-password_and_digest = Podaj hasło albo skrót, nie oba.
user-personal_access_token_name_exists = Użytkownik ma już osobisty token dostępu o tej nazwie.
user-phone_already_in_use = Ten numer telefonu należy do innego użytkownika.
user-totp_already_in_use = Użytkownik ma już aplikację uwierzytelniającą.
user-totp_secret_invalid = Sekret aplikacji uwierzytelniającej to base32 z dopełnieniem, od 16 do 32 znaków.
user-username_already_in_use = Ta nazwa należy do innego użytkownika.
user-wrong_backup_code_format = Kody zapasowe to dziesięć razy dziesięć cyfr szesnastkowych.
