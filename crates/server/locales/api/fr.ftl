# fr. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = Les portées de l’API de gestion ne peuvent pas être demandées à des personnes.
application-device_flow_native_only = Seules les applications natives utilisent le flux d’appareil.
application-device_flow_not_changeable = Le flux d’appareil se décide à la création de l’application.
application-invalid_role_type = Une application ne peut recevoir que des rôles machine à machine.
application-invalid_subdomain = Le sous-domaine n’est pas un nom d’hôte valide.
application-invalid_third_party_application_type = Seules les applications web classiques, monopages et natives peuvent être tierces.
application-invalid_type = Seules les applications machine à machine ont des rôles.
application-no_legacy_secret_found = L’application n’a pas d’ancien secret.
application-protected_app_metadata_is_required = Une application protégée a besoin de ses métadonnées.
application-protected_app_not_configured = Les applications protégées ne sont pas disponibles sur ce serveur.
application-protected_application_only = Cela n’existe que pour les applications protégées.
application-saml-use_saml_app_api = Les applications SAML se gèrent par leurs propres opérations.
application-secret_name_exists = L’application a déjà un secret nommé « { $name } ».
application-third_party_application_cannot_enable_token_exchange = Une application tierce ne peut pas utiliser l’échange de jetons.
application-third_party_application_only = Cela n’existe que pour les applications tierces.
application-user_consent_scopes_not_found = Certaines portées n’existent pas.

auth-authorization_header_missing = La requête ne contient pas de jeton d’accès.
auth-authorization_token_type_not_supported = Seuls les jetons Bearer sont acceptés.
auth-forbidden = Le jeton d’accès n’a pas la portée nécessaire à cette opération.
auth-jwt_sub_missing = Le jeton d’accès ne nomme pas de sujet.
auth-unauthorized = Le jeton d’accès n’est pas valide ou a expiré.

connector-not_found = Aucun connecteur ne peut envoyer ce message.

entity-db_constraint_violated = Ces deux éléments ne vont pas ensemble.
entity-invalid_input = Les données ne peuvent pas être enregistrées. { $details }
entity-not_exists = Cet élément n’existe pas : { $name }.
entity-not_exists_with_id = Il n’y a rien dans { $name } avec l’identifiant « { $id } ».
entity-not_found = Introuvable.
entity-relation_foreign_key_not_found = Un élément cité par la requête n’existe pas.
entity-unique_integrity_violation = Le même élément existe déjà.
entity-value_too_long = Une valeur est trop longue.

guard-invalid_input = La requête n’a pas la forme attendue ({ $type }).
guard-invalid_pagination = La page ou la taille de page n’est pas valide.

hook-endpoint_responded_with_error = L’adresse a répondu par une erreur.
hook-missing_events = Un webhook a besoin d’au moins un événement.
hook-send_test_payload_failed = L’adresse ne peut pas être appelée. { $details }

log-invalid_time_window = La période se termine avant de commencer.

oidc-invalid_grant = Cette autorisation n’existe pas.
oidc-invalid_request = Ces clés ne peuvent pas être renouvelées ainsi : une clé attend déjà, ou un délai a été donné pour des clés de cookies.
oidc-invalid_session_account_id = La session appartient à quelqu’un d’autre.
oidc-key_not_found = Cette clé n’existe pas.
oidc-key_required = La dernière clé ne peut pas être supprimée.
oidc-only_previous_key_can_be_deleted = Seule une clé qui ne signe plus peut être supprimée. Renouvelez d’abord.
oidc-session_not_found = Cette session n’existe pas.

one_time_token-cannot_reactivate_token = Un jeton à usage unique fermé ne peut pas être rouvert.
one_time_token-email_mismatch = Le jeton a été créé pour une autre adresse e-mail.
one_time_token-token_consumed = Le jeton a déjà été utilisé.
one_time_token-token_expired = Le jeton a expiré.
one_time_token-token_not_found = Ce jeton n’existe pas.
one_time_token-token_revoked = Le jeton a été révoqué.

organization-require_membership = L’utilisateur n’est pas membre de l’organisation.
organization-role_names_not_found = Aucun rôle d’organisation ne porte ces noms : { $names }

password-invalid_legacy_password_format = Un ancien mot de passe s’écrit ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = La politique de mots de passe refuse ce mot de passe.
password-unsupported_legacy_hash_algorithm = Les anciens mots de passe avec ce condensat ne peuvent pas être importés.

request-body_too_large = Le corps de la requête dépasse 1 Mio.
request-general = La requête a échoué.
request-invalid_input = Les données ne sont pas valides. { $details }
request-invalid_json = { $details }
request-server_error = Une erreur s’est produite sur le serveur.
request-temporarily_unavailable = Le serveur ne peut pas répondre pour le moment. Réessayez.
request-timeout = Le corps de la requête n’est pas arrivé à temps.

resource-cannot_delete_management_api = L’API de gestion ne peut pas être supprimée.
resource-cannot_modify_management_api = L’API de gestion ne peut pas être modifiée.
resource-resource_identifier_in_use = Une autre ressource d’API a l’identifiant « { $indicator } ».

role-application_exists = L’application { $applicationId } a déjà ce rôle.
role-internal_role_violation = Ce rôle appartient au serveur et ne change pas.
role-management_api_scopes_not_assignable_to_user_role = Les portées de l’API de gestion ne peuvent pas être données à un rôle d’utilisateur.
role-name_in_use = Un autre rôle se nomme « { $name } ».
role-scope_exists = Le rôle a déjà la portée { $scopeId }.
role-user_exists = L’utilisateur { $userId } a déjà ce rôle.

scope-name_exists = La ressource d’API a déjà une portée nommée « { $name } ».
scope-name_with_space = Un nom de portée ne contient pas d’espace.

session-invalid_credentials = Le mot de passe est faux.
session-mfa-backup_code_can_not_be_alone = Les codes de secours ont besoin d’un autre second facteur.

sign_in_experiences-adaptive_mfa_requires_mfa = L’authentification multifacteur adaptative a besoin d’au moins un facteur.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = L’authentification multifacteur adaptative a besoin d’une règle qu’on ne peut pas passer.
sign_in_experiences-at_least_one_authentication_factor = Chaque façon de se connecter a besoin d’un mot de passe ou d’un code.
sign_in_experiences-backup_code_cannot_be_enabled_alone = Les codes de secours ont besoin d’un autre facteur.
sign_in_experiences-code_sign_in_must_be_enabled = Qui s’inscrit sans mot de passe doit pouvoir se connecter avec un code.
sign_in_experiences-duplicated_mfa_factors = Un facteur est cité deux fois.
sign_in_experiences-duplicated_sign_up_identifiers = L’inscription demande deux fois le même identifiant.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = Les codes par e-mail servent déjà à se connecter ; ils ne peuvent pas être un second facteur.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = Les codes par e-mail sont déjà un second facteur ; ils ne peuvent pas servir à se connecter.
sign_in_experiences-enabled_connector_not_found = Aucun connecteur de type { $type } n’est activé.
sign_in_experiences-forgot_password_method_requires_connector = Cette façon de remplacer un mot de passe a besoin d’un connecteur qui envoie des codes.
sign_in_experiences-invalid_custom_email_blocklist_format = Chaque élément de la liste est une adresse e-mail ou un @domaine.
sign_in_experiences-missing_sign_up_identifiers = L’inscription a besoin d’un identifiant principal.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = Cette règle a besoin de l’authentification multifacteur adaptative.
sign_in_experiences-password_expiration_not_enabled = Les mots de passe n’expirent pas ici.
sign_in_experiences-password_expiration_requires_forgot_password = Les mots de passe ne peuvent expirer que si chacun peut remplacer le sien.
sign_in_experiences-passwordless_requires_verify = Les adresses e-mail et numéros de téléphone doivent être vérifiés à l’inscription.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = Les codes par SMS servent déjà à se connecter ; ils ne peuvent pas être un second facteur.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = Les codes par SMS sont déjà un second facteur ; ils ne peuvent pas servir à se connecter.
sign_in_experiences-unsupported_default_language = Les pages ne parlent pas cette langue.
sign_in_experiences-username_policy_case_conflicts_exist = Des noms d’utilisateur ne diffèrent que par la casse. Renommez-les d’abord.

storage-not_configured = Aucun stockage de fichiers n’est configuré.

user-backup_code_already_in_use = Il reste des codes de secours inutilisés.
user-cannot_delete_self = Personne ne peut se supprimer soi-même.
user-email_already_in_use = L’adresse e-mail appartient à un autre utilisateur.
user-enterprise_sso_identity_not_exists = L’utilisateur n’a pas cette identité d’entreprise.
user-identity_already_in_use = L’identité appartient à un autre utilisateur.
user-identity_not_exist = L’utilisateur n’a pas cette identité.
user-invalid_phone = Ce n’est pas un numéro de téléphone.
user-invalid_role_type = Les rôles machine à machine ne peuvent pas être donnés à des utilisateurs.
user-password_algorithm_required = Un mot de passe importé a besoin de son algorithme.
user-password_and_digest = Donnez un mot de passe ou un condensat, pas les deux.
user-personal_access_token_name_exists = L’utilisateur a déjà un jeton d’accès personnel de ce nom.
user-phone_already_in_use = Le numéro de téléphone appartient à un autre utilisateur.
user-totp_already_in_use = L’utilisateur a déjà une application d’authentification.
user-totp_secret_invalid = Le secret d’une application d’authentification est du base32 complété, de 16 à 32 caractères.
user-username_already_in_use = Le nom d’utilisateur appartient à un autre utilisateur.
user-wrong_backup_code_format = Les codes de secours sont dix fois dix chiffres hexadécimaux.
