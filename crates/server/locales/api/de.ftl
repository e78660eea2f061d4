# de. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = Bereiche der Verwaltungs-API können nicht von Personen erbeten werden.
application-device_flow_native_only = Nur native Anwendungen nutzen den Gerätefluss.
application-device_flow_not_changeable = Ob eine Anwendung den Gerätefluss nutzt, steht seit ihrer Anlage fest.
application-invalid_role_type = Anwendungen erhalten nur Rollen für Maschine-zu-Maschine-Anwendungen.
application-invalid_subdomain = Die Subdomain ist kein gültiger Hostname.
application-invalid_third_party_application_type = Nur klassische Web-, Single-Page- und native Anwendungen können Drittanwendungen sein.
application-invalid_type = Nur Maschine-zu-Maschine-Anwendungen haben Rollen.
application-no_legacy_secret_found = Die Anwendung hat kein altes Geheimnis.
application-protected_app_metadata_is_required = Eine geschützte Anwendung braucht ihre Metadaten.
application-protected_app_not_configured = Geschützte Anwendungen gibt es auf diesem Server nicht.
application-protected_application_only = Das gibt es nur bei geschützten Anwendungen.
application-saml-use_saml_app_api = SAML-Anwendungen werden mit eigenen Operationen verwaltet.
application-secret_name_exists = Die Anwendung hat schon ein Geheimnis namens „{ $name }“.
application-third_party_application_cannot_enable_token_exchange = Eine Drittanwendung kann den Token-Tausch nicht nutzen.
application-third_party_application_only = Das gibt es nur bei Drittanwendungen.
application-user_consent_scopes_not_found = Einige der Bereiche gibt es nicht.

auth-authorization_header_missing = Die Anfrage enthält kein Zugriffstoken.
auth-authorization_token_type_not_supported = Nur Bearer-Token werden angenommen.
auth-forbidden = Dem Zugriffstoken fehlt der Bereich für diese Operation.
auth-jwt_sub_missing = Das Zugriffstoken nennt kein Subjekt.
auth-unauthorized = Das Zugriffstoken ist ungültig oder abgelaufen.

connector-not_found = Kein Konnektor kann diese Nachricht senden.

entity-db_constraint_violated = Diese beiden passen nicht zusammen.
entity-invalid_input = Die Eingabe kann nicht gespeichert werden. { $details }
entity-not_exists = Das gibt es nicht: { $name }.
entity-not_exists_with_id = In { $name } gibt es nichts mit der ID „{ $id }“.
entity-not_found = Das gibt es nicht.
entity-relation_foreign_key_not_found = Etwas, worauf sich die Anfrage bezieht, gibt es nicht.
entity-unique_integrity_violation = Das Gleiche gibt es schon.
entity-value_too_long = Ein Wert ist zu lang.

guard-invalid_input = Die Anfrage hat nicht die richtige Form ({ $type }).
guard-invalid_pagination = Seite oder Seitengröße ist ungültig.

hook-endpoint_responded_with_error = Der Endpunkt hat mit einem Fehler geantwortet.
hook-missing_events = Ein Webhook braucht mindestens ein Ereignis.
hook-send_test_payload_failed = Der Endpunkt ist nicht erreichbar. { $details }

log-invalid_time_window = Der Zeitraum endet, bevor er beginnt.

oidc-invalid_grant = Diese Freigabe gibt es nicht.
oidc-invalid_request = So können diese Schlüssel nicht gewechselt werden: Ein Schlüssel wartet schon, oder für Cookie-Schlüssel wurde eine Frist angegeben.
oidc-invalid_session_account_id = Die Sitzung gehört jemand anderem.
oidc-key_not_found = Diesen Schlüssel gibt es nicht.
oidc-key_required = Der letzte Schlüssel kann nicht gelöscht werden.
oidc-only_previous_key_can_be_deleted = Nur ein Schlüssel, der nicht mehr signiert, kann gelöscht werden. Bitte zuerst wechseln.
oidc-session_not_found = Diese Sitzung gibt es nicht.

one_time_token-cannot_reactivate_token = Ein geschlossenes Einmal-Token kann nicht wieder geöffnet werden.
one_time_token-email_mismatch = Das Token gilt für eine andere E-Mail-Adresse.
one_time_token-token_consumed = Das Token wurde schon benutzt.
one_time_token-token_expired = Das Token ist abgelaufen.
one_time_token-token_not_found = Dieses Token gibt es nicht.
one_time_token-token_revoked = Das Token wurde zurückgezogen.

organization-require_membership = Die Person ist kein Mitglied der Organisation.
organization-role_names_not_found = Es gibt keine Organisationsrollen mit diesen Namen: { $names }

password-invalid_legacy_password_format = Ein altes Passwort hat die Form ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = Die Passwortregeln erlauben dieses Passwort nicht.
password-unsupported_legacy_hash_algorithm = Alte Passwörter mit diesem Hash können nicht übernommen werden.

request-body_too_large = Der Inhalt der Anfrage ist größer als 1 MiB.
request-general = Die Anfrage ist fehlgeschlagen.
request-invalid_input = Die Eingabe ist ungültig. { $details }
request-invalid_json = { $details }
request-server_error = Auf dem Server ist etwas schiefgegangen.
request-temporarily_unavailable = Der Server kann gerade nicht antworten. Bitte noch einmal versuchen.
request-timeout = Der Inhalt der Anfrage kam nicht rechtzeitig an.

resource-cannot_delete_management_api = Die Verwaltungs-API kann nicht gelöscht werden.
resource-cannot_modify_management_api = Die Verwaltungs-API kann nicht geändert werden.
resource-resource_identifier_in_use = Eine andere API-Ressource hat die Kennung „{ $indicator }“.

role-application_exists = Die Anwendung { $applicationId } hat diese Rolle schon.
role-internal_role_violation = Diese Rolle gehört dem Server und bleibt, wie sie ist.
role-management_api_scopes_not_assignable_to_user_role = Bereiche der Verwaltungs-API passen nicht in Rollen für Personen.
role-name_in_use = Eine andere Rolle heißt „{ $name }“.
role-scope_exists = Die Rolle hat den Bereich { $scopeId } schon.
role-user_exists = Die Person { $userId } hat diese Rolle schon.

scope-name_exists = Die API-Ressource hat schon einen Bereich namens „{ $name }“.
scope-name_with_space = Der Name eines Bereichs enthält keine Leerzeichen.

session-invalid_credentials = Das Passwort ist falsch.
session-mfa-backup_code_can_not_be_alone = Ersatzcodes brauchen einen anderen zweiten Faktor.

sign_in_experiences-adaptive_mfa_requires_mfa = Adaptive Mehr-Faktor-Anmeldung braucht mindestens einen Faktor.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = Adaptive Mehr-Faktor-Anmeldung braucht eine Regel, die man nicht überspringen kann.
sign_in_experiences-at_least_one_authentication_factor = Jeder Anmeldeweg braucht ein Passwort oder einen Bestätigungscode.
sign_in_experiences-backup_code_cannot_be_enabled_alone = Ersatzcodes brauchen einen anderen Faktor.
sign_in_experiences-code_sign_in_must_be_enabled = Wer sich ohne Passwort registriert, muss sich mit einem Code anmelden können.
sign_in_experiences-duplicated_mfa_factors = Ein Faktor ist doppelt genannt.
sign_in_experiences-duplicated_sign_up_identifiers = Die Registrierung fragt zweimal nach demselben.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = Codes per E-Mail dienen schon der Anmeldung und können kein zweiter Faktor sein.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = Codes per E-Mail sind schon ein zweiter Faktor und können nicht der Anmeldung dienen.
sign_in_experiences-enabled_connector_not_found = Kein Konnektor vom Typ { $type } ist aktiv.
sign_in_experiences-forgot_password_method_requires_connector = Dieser Weg zu einem neuen Passwort braucht einen Konnektor, der Codes sendet.
sign_in_experiences-invalid_custom_email_blocklist_format = Jeder Eintrag der Liste ist eine E-Mail-Adresse oder eine @Domain.
sign_in_experiences-missing_sign_up_identifiers = Die Registrierung braucht eine erste Kennung.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = Diese Regel braucht adaptive Mehr-Faktor-Anmeldung.
sign_in_experiences-password_expiration_not_enabled = Passwörter laufen hier nicht ab.
sign_in_experiences-password_expiration_requires_forgot_password = Passwörter können nur ablaufen, wenn man sie selbst ersetzen kann.
sign_in_experiences-passwordless_requires_verify = E-Mail-Adressen und Telefonnummern müssen bei der Registrierung bestätigt werden.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = Codes per SMS dienen schon der Anmeldung und können kein zweiter Faktor sein.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = Codes per SMS sind schon ein zweiter Faktor und können nicht der Anmeldung dienen.
sign_in_experiences-unsupported_default_language = Die Seiten sprechen diese Sprache nicht.
sign_in_experiences-username_policy_case_conflicts_exist = Einige Benutzernamen unterscheiden sich nur in der Groß- und Kleinschreibung. Bitte zuerst umbenennen.

storage-not_configured = Es ist kein Speicher für Dateien eingerichtet.

user-backup_code_already_in_use = Es gibt noch unbenutzte Ersatzcodes.
user-cannot_delete_self = Niemand kann sich selbst löschen.
user-email_already_in_use = Die E-Mail-Adresse gehört jemand anderem.
user-enterprise_sso_identity_not_exists = Die Person hat keine solche Unternehmensidentität.
user-identity_already_in_use = Die Identität gehört jemand anderem.
user-identity_not_exist = Die Person hat keine solche Identität.
user-invalid_phone = Das ist keine Telefonnummer.
user-invalid_role_type = Rollen für Maschine-zu-Maschine-Anwendungen passen nicht zu Personen.
user-password_algorithm_required = Ein übernommenes Passwort braucht seinen Algorithmus.
user-password_and_digest = Bitte ein Passwort oder einen Hash angeben, nicht beides.
user-personal_access_token_name_exists = Die Person hat schon ein persönliches Zugriffstoken dieses Namens.
user-phone_already_in_use = Die Telefonnummer gehört jemand anderem.
user-totp_already_in_use = Die Person hat schon eine Authentifizierungs-App.
user-totp_secret_invalid = Das Geheimnis einer Authentifizierungs-App ist aufgefülltes Base32 mit 16 bis 32 Zeichen.
user-username_already_in_use = Der Benutzername gehört jemand anderem.
user-wrong_backup_code_format = Ersatzcodes sind zehnmal zehn hexadezimale Ziffern.
