# pt-PT. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = Os âmbitos da API de gestão não podem ser pedidos a pessoas.
application-device_flow_native_only = Só as aplicações nativas usam o fluxo de dispositivo.
application-device_flow_not_changeable = O uso do fluxo de dispositivo é decidido ao criar a aplicação.
application-invalid_role_type = Uma aplicação só pode receber funções de máquina para máquina.
application-invalid_subdomain = O subdomínio não é um nome de anfitrião válido.
application-invalid_third_party_application_type = Só as aplicações web tradicionais, de página única e nativas podem ser de terceiros.
application-invalid_type = Só as aplicações de máquina para máquina têm funções.
application-no_legacy_secret_found = A aplicação não tem um segredo antigo.
application-protected_app_metadata_is_required = Uma aplicação protegida precisa dos seus metadados.
application-protected_app_not_configured = As aplicações protegidas não estão disponíveis neste servidor.
application-protected_application_only = Isto só existe nas aplicações protegidas.
application-saml-use_saml_app_api = As aplicações SAML são geridas por operações próprias.
application-secret_name_exists = A aplicação já tem um segredo chamado «{ $name }».
application-third_party_application_cannot_enable_token_exchange = Uma aplicação de terceiros não pode usar a troca de tokens.
application-third_party_application_only = Isto só existe nas aplicações de terceiros.
application-user_consent_scopes_not_found = Alguns dos âmbitos não existem.

auth-authorization_header_missing = O pedido não traz um token de acesso.
auth-authorization_token_type_not_supported = Só são aceites tokens Bearer.
auth-forbidden = O token de acesso não tem o âmbito que esta operação exige.
auth-jwt_sub_missing = O token de acesso não indica um sujeito.
auth-unauthorized = O token de acesso é inválido ou expirou.

connector-not_found = Nenhum conector pode enviar esta mensagem.

entity-db_constraint_violated = Estas duas coisas não podem ser combinadas.
entity-invalid_input = Os dados não podem ser guardados. { $details }
entity-not_exists = Não existe: { $name }.
entity-not_exists_with_id = Em { $name } não há nada com o ID «{ $id }».
entity-not_found = Não existe.
entity-relation_foreign_key_not_found = Algo que o pedido menciona não existe.
entity-unique_integrity_violation = O mesmo já existe.
entity-value_too_long = Um valor é demasiado longo.

guard-invalid_input = O pedido não tem a forma correta ({ $type }).
guard-invalid_pagination = A página ou o tamanho da página não é válido.

hook-endpoint_responded_with_error = O destino respondeu com um erro.
hook-missing_events = Um webhook precisa de pelo menos um evento.
hook-send_test_payload_failed = O destino não pode ser chamado. { $details }

log-invalid_time_window = O período termina antes de começar.

oidc-invalid_grant = Essa autorização não existe.
oidc-invalid_request = Estas chaves não podem ser trocadas assim: já há uma chave em espera, ou foi dado um prazo para chaves de cookies.
oidc-invalid_session_account_id = A sessão é de outra pessoa.
oidc-key_not_found = Essa chave não existe.
oidc-key_required = A última chave não pode ser eliminada.
oidc-only_previous_key_can_be_deleted = Só se pode eliminar uma chave que já não assina. Troque primeiro.
oidc-session_not_found = Essa sessão não existe.

one_time_token-cannot_reactivate_token = Um token de utilização única fechado não pode ser reaberto.
one_time_token-email_mismatch = O token foi criado para outro endereço de e-mail.
one_time_token-token_consumed = O token já foi usado.
one_time_token-token_expired = O token expirou.
one_time_token-token_not_found = Esse token não existe.
one_time_token-token_revoked = O token foi retirado.

organization-require_membership = O utilizador não é membro da organização.
organization-role_names_not_found = Não há funções de organização com estes nomes: { $names }

password-invalid_legacy_password_format = Uma palavra-passe antiga escreve-se ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = A política de palavras-passe não permite esta palavra-passe.
password-unsupported_legacy_hash_algorithm = As palavras-passe antigas com este resumo não podem ser importadas.

request-body_too_large = O corpo do pedido excede 1 MiB.
request-general = O pedido falhou.
request-invalid_input = Os dados não são válidos. { $details }
request-invalid_json = { $details }
request-server_error = Algo correu mal no servidor.
request-temporarily_unavailable = O servidor não pode responder agora. Tente de novo.
request-timeout = O corpo do pedido não chegou a tempo.

resource-cannot_delete_management_api = A API de gestão não pode ser eliminada.
resource-cannot_modify_management_api = A API de gestão não pode ser alterada.
resource-resource_identifier_in_use = Outro recurso de API tem o identificador «{ $indicator }».

role-application_exists = A aplicação { $applicationId } já tem esta função.
role-internal_role_violation = Esta função é do servidor e não muda.
role-management_api_scopes_not_assignable_to_user_role = Os âmbitos da API de gestão não podem ser dados a funções de utilizadores.
role-name_in_use = Outra função chama-se «{ $name }».
role-scope_exists = A função já tem o âmbito { $scopeId }.
role-user_exists = O utilizador { $userId } já tem esta função.

scope-name_exists = O recurso de API já tem um âmbito chamado «{ $name }».
scope-name_with_space = O nome de um âmbito não contém espaços.

session-invalid_credentials = A palavra-passe está errada.
session-mfa-backup_code_can_not_be_alone = Os códigos de reserva precisam de outro segundo fator.

sign_in_experiences-adaptive_mfa_requires_mfa = A autenticação multifator adaptativa precisa de pelo menos um fator.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = A autenticação multifator adaptativa precisa de uma política que não possa ser ignorada.
sign_in_experiences-at_least_one_authentication_factor = Cada forma de iniciar sessão precisa de uma palavra-passe ou de um código.
sign_in_experiences-backup_code_cannot_be_enabled_alone = Os códigos de reserva precisam de outro fator.
sign_in_experiences-code_sign_in_must_be_enabled = Quem se regista sem palavra-passe tem de poder iniciar sessão com um código.
sign_in_experiences-duplicated_mfa_factors = Um fator aparece duas vezes.
sign_in_experiences-duplicated_sign_up_identifiers = O registo pede o mesmo identificador duas vezes.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = Os códigos por e-mail já servem para iniciar sessão; não podem ser um segundo fator.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = Os códigos por e-mail já são um segundo fator; não podem servir para iniciar sessão.
sign_in_experiences-enabled_connector_not_found = Nenhum conector do tipo { $type } está ativo.
sign_in_experiences-forgot_password_method_requires_connector = Esta forma de trocar a palavra-passe precisa de um conector que envie códigos.
sign_in_experiences-invalid_custom_email_blocklist_format = Cada item da lista é um endereço de e-mail ou um @domínio.
sign_in_experiences-missing_sign_up_identifiers = O registo precisa de um identificador principal.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = Esta política precisa da autenticação multifator adaptativa.
sign_in_experiences-password_expiration_not_enabled = Aqui as palavras-passe não expiram.
sign_in_experiences-password_expiration_requires_forgot_password = As palavras-passe só podem expirar se cada pessoa puder trocar a sua.
sign_in_experiences-passwordless_requires_verify = Os endereços de e-mail e telefones têm de ser verificados no registo.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = Os códigos por SMS já servem para iniciar sessão; não podem ser um segundo fator.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = Os códigos por SMS já são um segundo fator; não podem servir para iniciar sessão.
sign_in_experiences-unsupported_default_language = As páginas não falam esta língua.
sign_in_experiences-username_policy_case_conflicts_exist = Alguns nomes de utilizador só diferem em maiúsculas e minúsculas. Mude-os primeiro.

storage-not_configured = Nenhum armazenamento de ficheiros está configurado.

user-backup_code_already_in_use = Ainda há códigos de reserva por usar.
user-cannot_delete_self = Ninguém pode eliminar-se a si próprio.
user-email_already_in_use = O endereço de e-mail é de outro utilizador.
user-enterprise_sso_identity_not_exists = O utilizador não tem essa identidade empresarial.
user-identity_already_in_use = A identidade é de outro utilizador.
user-identity_not_exist = O utilizador não tem essa identidade.
user-invalid_phone = Isto não é um número de telefone.
user-invalid_role_type = As funções de máquina para máquina não podem ser dadas a utilizadores.
user-password_algorithm_required = Uma palavra-passe importada precisa do seu algoritmo.
user-password_and_digest = Indique uma palavra-passe ou um resumo, não ambos.
user-personal_access_token_name_exists = O utilizador já tem um token de acesso pessoal com este nome.
user-phone_already_in_use = O telefone é de outro utilizador.
user-totp_already_in_use = O utilizador já tem uma aplicação de autenticação.
user-totp_secret_invalid = O segredo de uma aplicação de autenticação é base32 com preenchimento, de 16 a 32 caracteres.
user-username_already_in_use = O nome de utilizador é de outro utilizador.
user-wrong_backup_code_format = Os códigos de reserva são dez vezes dez dígitos hexadecimais.
