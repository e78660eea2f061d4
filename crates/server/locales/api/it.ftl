# it. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = Gli ambiti dell’API di gestione non si possono chiedere alle persone.
application-device_flow_native_only = Solo le applicazioni native usano il flusso dispositivo.
application-device_flow_not_changeable = L’uso del flusso dispositivo si decide alla creazione dell’applicazione.
application-invalid_role_type = A un’applicazione si possono dare solo ruoli da macchina a macchina.
application-invalid_subdomain = Il sottodominio non è un nome host valido.
application-invalid_third_party_application_type = Solo le applicazioni web tradizionali, a pagina singola e native possono essere di terze parti.
application-invalid_type = Solo le applicazioni da macchina a macchina hanno ruoli.
application-no_legacy_secret_found = L’applicazione non ha un vecchio segreto.
application-protected_app_metadata_is_required = Un’applicazione protetta ha bisogno dei suoi metadati.
application-protected_app_not_configured = Le applicazioni protette non sono disponibili su questo server.
application-protected_application_only = Esiste solo per le applicazioni protette.
application-saml-use_saml_app_api = Le applicazioni SAML si gestiscono con operazioni proprie.
application-secret_name_exists = L’applicazione ha già un segreto chiamato «{ $name }».
application-third_party_application_cannot_enable_token_exchange = Un’applicazione di terze parti non può usare lo scambio di token.
application-third_party_application_only = Esiste solo per le applicazioni di terze parti.
application-user_consent_scopes_not_found = Alcuni ambiti non esistono.

auth-authorization_header_missing = La richiesta non contiene un token di accesso.
auth-authorization_token_type_not_supported = Sono accettati solo token Bearer.
auth-forbidden = Al token di accesso manca l’ambito richiesto da questa operazione.
auth-jwt_sub_missing = Il token di accesso non indica un soggetto.
auth-unauthorized = Il token di accesso non è valido o è scaduto.

connector-not_found = Nessun connettore può inviare questo messaggio.

entity-db_constraint_violated = Queste due cose non si possono combinare.
entity-invalid_input = I dati non si possono salvare. { $details }
entity-not_exists = Non esiste: { $name }.
entity-not_exists_with_id = In { $name } non c’è nulla con l’identificativo «{ $id }».
entity-not_found = Non esiste.
entity-relation_foreign_key_not_found = Qualcosa a cui la richiesta si riferisce non esiste.
entity-unique_integrity_violation = Esiste già la stessa cosa.
entity-value_too_long = Un valore è troppo lungo.

guard-invalid_input = La richiesta non ha la forma giusta ({ $type }).
guard-invalid_pagination = La pagina o la sua dimensione non è valida.

hook-endpoint_responded_with_error = L’indirizzo ha risposto con un errore.
hook-missing_events = Un webhook ha bisogno di almeno un evento.
hook-send_test_payload_failed = L’indirizzo non si può chiamare. { $details }

log-invalid_time_window = Il periodo finisce prima di iniziare.

oidc-invalid_grant = Questa autorizzazione non esiste.
oidc-invalid_request = Queste chiavi non si possono ruotare così: una chiave è già in attesa, oppure è stata data una scadenza per le chiavi dei cookie.
oidc-invalid_session_account_id = La sessione è di un’altra persona.
oidc-key_not_found = Questa chiave non esiste.
oidc-key_required = L’ultima chiave non si può eliminare.
oidc-only_previous_key_can_be_deleted = Si può eliminare solo una chiave che non firma più. Ruotare prima.
oidc-session_not_found = Questa sessione non esiste.

one_time_token-cannot_reactivate_token = Un token monouso chiuso non si può riaprire.
one_time_token-email_mismatch = Il token è stato creato per un altro indirizzo e-mail.
one_time_token-token_consumed = Il token è già stato usato.
one_time_token-token_expired = Il token è scaduto.
one_time_token-token_not_found = Questo token non esiste.
one_time_token-token_revoked = Il token è stato ritirato.

organization-require_membership = L’utente non è membro dell’organizzazione.
organization-role_names_not_found = Nessun ruolo dell’organizzazione ha questi nomi: { $names }

password-invalid_legacy_password_format = Una vecchia password si scrive ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = Le regole per le password non permettono questa password.
password-unsupported_legacy_hash_algorithm = Le vecchie password con questo digest non si possono importare.

request-body_too_large = Il corpo della richiesta supera 1 MiB.
request-general = La richiesta non è riuscita.
request-invalid_input = I dati non sono validi. { $details }
request-invalid_json = { $details }
request-server_error = Qualcosa è andato storto sul server.
request-temporarily_unavailable = Il server non può rispondere ora. Riprovare.
request-timeout = Il corpo della richiesta non è arrivato in tempo.

resource-cannot_delete_management_api = L’API di gestione non si può eliminare.
resource-cannot_modify_management_api = L’API di gestione non si può modificare.
resource-resource_identifier_in_use = Un’altra risorsa API ha l’identificatore «{ $indicator }».

role-application_exists = L’applicazione { $applicationId } ha già questo ruolo.
role-internal_role_violation = Questo ruolo è del server e resta com’è.
role-management_api_scopes_not_assignable_to_user_role = Gli ambiti dell’API di gestione non si possono dare a ruoli per utenti.
role-name_in_use = Un altro ruolo si chiama «{ $name }».
role-scope_exists = Il ruolo ha già l’ambito { $scopeId }.
role-user_exists = L’utente { $userId } ha già questo ruolo.

scope-name_exists = La risorsa API ha già un ambito chiamato «{ $name }».
scope-name_with_space = Il nome di un ambito non contiene spazi.

session-invalid_credentials = La password è sbagliata.
session-mfa-backup_code_can_not_be_alone = I codici di riserva hanno bisogno di un altro secondo fattore.

sign_in_experiences-adaptive_mfa_requires_mfa = L’autenticazione a più fattori adattiva ha bisogno di almeno un fattore.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = L’autenticazione a più fattori adattiva ha bisogno di una regola che non si può saltare.
sign_in_experiences-at_least_one_authentication_factor = Ogni modo di accedere ha bisogno di una password o di un codice.
sign_in_experiences-backup_code_cannot_be_enabled_alone = I codici di riserva hanno bisogno di un altro fattore.
sign_in_experiences-code_sign_in_must_be_enabled = Chi si registra senza password deve poter accedere con un codice.
sign_in_experiences-duplicated_mfa_factors = Un fattore compare due volte.
sign_in_experiences-duplicated_sign_up_identifiers = La registrazione chiede due volte lo stesso identificatore.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = I codici via e-mail servono già per accedere; non possono essere un secondo fattore.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = I codici via e-mail sono già un secondo fattore; non possono servire per accedere.
sign_in_experiences-enabled_connector_not_found = Nessun connettore di tipo { $type } è attivo.
sign_in_experiences-forgot_password_method_requires_connector = Questo modo di sostituire la password ha bisogno di un connettore che invia codici.
sign_in_experiences-invalid_custom_email_blocklist_format = Ogni voce dell’elenco è un indirizzo e-mail o un @dominio.
sign_in_experiences-missing_sign_up_identifiers = La registrazione ha bisogno di un identificatore principale.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = Questa regola ha bisogno dell’autenticazione a più fattori adattiva.
sign_in_experiences-password_expiration_not_enabled = Qui le password non scadono.
sign_in_experiences-password_expiration_requires_forgot_password = Le password possono scadere solo se ognuno può sostituire la propria.
sign_in_experiences-passwordless_requires_verify = Indirizzi e-mail e numeri di telefono devono essere verificati alla registrazione.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = I codici via SMS servono già per accedere; non possono essere un secondo fattore.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = I codici via SMS sono già un secondo fattore; non possono servire per accedere.
sign_in_experiences-unsupported_default_language = Le pagine non parlano questa lingua.
sign_in_experiences-username_policy_case_conflicts_exist = Alcuni nomi utente differiscono solo per maiuscole e minuscole. Rinominarli prima.

storage-not_configured = Non è configurato alcuno spazio per i file.

user-backup_code_already_in_use = Ci sono ancora codici di riserva non usati.
user-cannot_delete_self = Nessuno può eliminare sé stesso.
user-email_already_in_use = L’indirizzo e-mail è di un altro utente.
user-enterprise_sso_identity_not_exists = L’utente non ha questa identità aziendale.
user-identity_already_in_use = L’identità è di un altro utente.
user-identity_not_exist = L’utente non ha questa identità.
user-invalid_phone = Non è un numero di telefono.
user-invalid_role_type = I ruoli da macchina a macchina non si possono dare agli utenti.
user-password_algorithm_required = Una password importata ha bisogno del suo algoritmo.
user-password_and_digest = Indicare una password o un digest, non entrambi.
user-personal_access_token_name_exists = L’utente ha già un token di accesso personale con questo nome.
user-phone_already_in_use = Il numero di telefono è di un altro utente.
user-totp_already_in_use = L’utente ha già un’app di autenticazione.
user-totp_secret_invalid = Il segreto di un’app di autenticazione è base32 con riempimento, da 16 a 32 caratteri.
user-username_already_in_use = Il nome utente è di un altro utente.
user-wrong_backup_code_format = I codici di riserva sono dieci volte dieci cifre esadecimali.
