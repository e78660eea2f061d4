# es. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = Los permisos de la API de gestión no se pueden pedir a personas.
application-device_flow_native_only = Solo las aplicaciones nativas usan el flujo de dispositivo.
application-device_flow_not_changeable = El uso del flujo de dispositivo se decide al crear la aplicación.
application-invalid_role_type = Una aplicación solo puede recibir roles de máquina a máquina.
application-invalid_subdomain = El subdominio no es un nombre de host válido.
application-invalid_third_party_application_type = Solo las aplicaciones web tradicionales, de página única y nativas pueden ser de terceros.
application-invalid_type = Solo las aplicaciones de máquina a máquina tienen roles.
application-no_legacy_secret_found = La aplicación no tiene un secreto antiguo.
application-protected_app_metadata_is_required = Una aplicación protegida necesita sus metadatos.
application-protected_app_not_configured = Las aplicaciones protegidas no están disponibles en este servidor.
application-protected_application_only = Esto solo existe en las aplicaciones protegidas.
application-saml-use_saml_app_api = Las aplicaciones SAML se gestionan con sus propias operaciones.
application-secret_name_exists = La aplicación ya tiene un secreto llamado «{ $name }».
application-third_party_application_cannot_enable_token_exchange = Una aplicación de terceros no puede usar el intercambio de tokens.
application-third_party_application_only = Esto solo existe en las aplicaciones de terceros.
application-user_consent_scopes_not_found = Algunos de los permisos no existen.

auth-authorization_header_missing = La petición no lleva token de acceso.
auth-authorization_token_type_not_supported = Solo se aceptan tokens Bearer.
auth-forbidden = El token de acceso no tiene el permiso que necesita esta operación.
auth-jwt_sub_missing = El token de acceso no nombra a ningún sujeto.
auth-unauthorized = El token de acceso no es válido o ha caducado.

connector-not_found = Ningún conector puede enviar este mensaje.

entity-db_constraint_violated = Estas dos cosas no se pueden combinar.
entity-invalid_input = Los datos no se pueden guardar. { $details }
entity-not_exists = No existe: { $name }.
entity-not_exists_with_id = En { $name } no hay nada con el identificador «{ $id }».
entity-not_found = No existe.
entity-relation_foreign_key_not_found = Algo que la petición menciona no existe.
entity-unique_integrity_violation = Lo mismo ya existe.
entity-value_too_long = Un valor es demasiado largo.

guard-invalid_input = La petición no tiene la forma correcta ({ $type }).
guard-invalid_pagination = La página o su tamaño no son válidos.

hook-endpoint_responded_with_error = El destino respondió con un error.
hook-missing_events = Un webhook necesita al menos un evento.
hook-send_test_payload_failed = No se puede llamar al destino. { $details }

log-invalid_time_window = El periodo termina antes de empezar.

oidc-invalid_grant = Esa autorización no existe.
oidc-invalid_request = Estas claves no se pueden renovar así: ya hay una clave en espera, o se dio un plazo para claves de cookies.
oidc-invalid_session_account_id = La sesión es de otra persona.
oidc-key_not_found = Esa clave no existe.
oidc-key_required = La última clave no se puede borrar.
oidc-only_previous_key_can_be_deleted = Solo se puede borrar una clave que ya no firma. Renueva primero.
oidc-session_not_found = Esa sesión no existe.

one_time_token-cannot_reactivate_token = Un token de un solo uso cerrado no se puede volver a abrir.
one_time_token-email_mismatch = El token se creó para otra dirección de correo.
one_time_token-token_consumed = El token ya se usó.
one_time_token-token_expired = El token ha caducado.
one_time_token-token_not_found = Ese token no existe.
one_time_token-token_revoked = El token fue retirado.

organization-require_membership = El usuario no es miembro de la organización.
organization-role_names_not_found = No hay roles de organización con estos nombres: { $names }

password-invalid_legacy_password_format = Una contraseña antigua se escribe ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = La política de contraseñas no permite esta contraseña.
password-unsupported_legacy_hash_algorithm = No se pueden importar contraseñas antiguas con este resumen.

request-body_too_large = El cuerpo de la petición supera 1 MiB.
request-general = La petición ha fallado.
request-invalid_input = Los datos no son válidos. { $details }
request-invalid_json = { $details }
request-server_error = Algo ha fallado en el servidor.
request-temporarily_unavailable = El servidor no puede responder ahora. Inténtalo de nuevo.
request-timeout = El cuerpo de la petición no llegó a tiempo.

resource-cannot_delete_management_api = La API de gestión no se puede borrar.
resource-cannot_modify_management_api = La API de gestión no se puede cambiar.
resource-resource_identifier_in_use = Otro recurso de API tiene el identificador «{ $indicator }».

role-application_exists = La aplicación { $applicationId } ya tiene este rol.
role-internal_role_violation = Este rol es del servidor y no cambia.
role-management_api_scopes_not_assignable_to_user_role = Los permisos de la API de gestión no se pueden dar a roles de usuarios.
role-name_in_use = Otro rol se llama «{ $name }».
role-scope_exists = El rol ya tiene el permiso { $scopeId }.
role-user_exists = El usuario { $userId } ya tiene este rol.

scope-name_exists = El recurso de API ya tiene un permiso llamado «{ $name }».
scope-name_with_space = El nombre de un permiso no contiene espacios.

session-invalid_credentials = La contraseña es incorrecta.
session-mfa-backup_code_can_not_be_alone = Los códigos de respaldo necesitan otro segundo factor.

sign_in_experiences-adaptive_mfa_requires_mfa = La autenticación multifactor adaptativa necesita al menos un factor.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = La autenticación multifactor adaptativa necesita una política que no se pueda omitir.
sign_in_experiences-at_least_one_authentication_factor = Cada forma de iniciar sesión necesita una contraseña o un código.
sign_in_experiences-backup_code_cannot_be_enabled_alone = Los códigos de respaldo necesitan otro factor.
sign_in_experiences-code_sign_in_must_be_enabled = Quien se registra sin contraseña debe poder iniciar sesión con un código.
sign_in_experiences-duplicated_mfa_factors = Un factor aparece dos veces.
sign_in_experiences-duplicated_sign_up_identifiers = El registro pide dos veces el mismo identificador.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = Los códigos por correo ya sirven para iniciar sesión; no pueden ser un segundo factor.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = Los códigos por correo ya son un segundo factor; no pueden servir para iniciar sesión.
sign_in_experiences-enabled_connector_not_found = No hay ningún conector activo de tipo { $type }.
sign_in_experiences-forgot_password_method_requires_connector = Esta forma de cambiar la contraseña necesita un conector que envíe códigos.
sign_in_experiences-invalid_custom_email_blocklist_format = Cada elemento de la lista es una dirección de correo o un @dominio.
sign_in_experiences-missing_sign_up_identifiers = El registro necesita un identificador principal.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = Esta política necesita la autenticación multifactor adaptativa.
sign_in_experiences-password_expiration_not_enabled = Aquí las contraseñas no caducan.
sign_in_experiences-password_expiration_requires_forgot_password = Las contraseñas solo pueden caducar si cada persona puede cambiar la suya.
sign_in_experiences-passwordless_requires_verify = Las direcciones de correo y los teléfonos deben verificarse al registrarse.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = Los códigos por SMS ya sirven para iniciar sesión; no pueden ser un segundo factor.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = Los códigos por SMS ya son un segundo factor; no pueden servir para iniciar sesión.
sign_in_experiences-unsupported_default_language = Las páginas no hablan este idioma.
sign_in_experiences-username_policy_case_conflicts_exist = Algunos nombres de usuario solo se distinguen por mayúsculas. Cámbialos primero.

storage-not_configured = No hay almacenamiento de archivos configurado.

user-backup_code_already_in_use = Quedan códigos de respaldo sin usar.
user-cannot_delete_self = Nadie puede borrarse a sí mismo.
user-email_already_in_use = La dirección de correo es de otro usuario.
user-enterprise_sso_identity_not_exists = El usuario no tiene esa identidad de empresa.
user-identity_already_in_use = La identidad es de otro usuario.
user-identity_not_exist = El usuario no tiene esa identidad.
user-invalid_phone = Esto no es un número de teléfono.
user-invalid_role_type = Los roles de máquina a máquina no se pueden dar a usuarios.
user-password_algorithm_required = Una contraseña importada necesita su algoritmo.
user-password_and_digest = Indica una contraseña o un resumen, no ambos.
user-personal_access_token_name_exists = El usuario ya tiene un token de acceso personal con este nombre.
user-phone_already_in_use = El número de teléfono es de otro usuario.
user-totp_already_in_use = El usuario ya tiene una aplicación de autenticación.
user-totp_secret_invalid = El secreto de una aplicación de autenticación es base32 con relleno, de 16 a 32 caracteres.
user-username_already_in_use = El nombre de usuario es de otro usuario.
user-wrong_backup_code_format = Los códigos de respaldo son diez veces diez dígitos hexadecimales.
