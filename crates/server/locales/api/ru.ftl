# ru. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = Области API управления нельзя запрашивать у людей.
application-device_flow_native_only = Поток для устройств доступен только нативным приложениям.
application-device_flow_not_changeable = Использование потока для устройств задаётся при создании приложения.
application-invalid_role_type = Приложению можно дать только межмашинную роль.
application-invalid_subdomain = Поддомен не является допустимым именем узла.
application-invalid_third_party_application_type = Сторонними могут быть только обычные веб-, одностраничные и нативные приложения.
application-invalid_type = Роли есть только у межмашинных приложений.
application-no_legacy_secret_found = У приложения нет старого секрета.
application-protected_app_metadata_is_required = Защищённому приложению нужны его метаданные.
application-protected_app_not_configured = Защищённые приложения недоступны на этом сервере.
application-protected_application_only = Это есть только у защищённых приложений.
application-saml-use_saml_app_api = Приложения SAML управляются отдельными операциями.
application-secret_name_exists = У приложения уже есть секрет «{ $name }».
application-third_party_application_cannot_enable_token_exchange = Стороннее приложение не может обменивать токены.
application-third_party_application_only = Это есть только у сторонних приложений.
application-user_consent_scopes_not_found = Некоторых областей не существует.

auth-authorization_header_missing = В запросе нет токена доступа.
auth-authorization_token_type_not_supported = Принимаются только токены Bearer.
auth-forbidden = У токена доступа нет области, нужной для этой операции.
auth-jwt_sub_missing = В токене доступа не указан субъект.
auth-unauthorized = Токен доступа недействителен или истёк.

connector-not_found = Ни один коннектор не может отправить это сообщение.

entity-db_constraint_violated = Эти две вещи нельзя сочетать.
entity-invalid_input = Данные нельзя сохранить. { $details }
entity-not_exists = Не существует: { $name }.
entity-not_exists_with_id = В { $name } нет записи с идентификатором «{ $id }».
entity-not_found = Не найдено.
entity-relation_foreign_key_not_found = Чего-то, на что ссылается запрос, не существует.
entity-unique_integrity_violation = Такое уже есть.
entity-value_too_long = Значение слишком длинное.

guard-invalid_input = Запрос имеет неверную форму ({ $type }).
guard-invalid_pagination = Неверная страница или размер страницы.

hook-endpoint_responded_with_error = Адрес ответил ошибкой.
hook-missing_events = Вебхуку нужно хотя бы одно событие.
hook-send_test_payload_failed = Адрес не удаётся вызвать. { $details }

log-invalid_time_window = Период заканчивается раньше, чем начинается.

oidc-invalid_grant = Такого разрешения нет.
oidc-invalid_request = Эти ключи нельзя сменить так: один ключ уже ожидает или для ключей cookie указана отсрочка.
oidc-invalid_session_account_id = Этот сеанс принадлежит другому человеку.
oidc-key_not_found = Такого ключа нет.
oidc-key_required = Последний ключ нельзя удалить.
oidc-only_previous_key_can_be_deleted = Удалить можно только ключ, который больше не подписывает. Сначала смените ключ.
oidc-session_not_found = Такого сеанса нет.

one_time_token-cannot_reactivate_token = Закрытый одноразовый токен нельзя открыть снова.
one_time_token-email_mismatch = Токен создан для другого адреса почты.
one_time_token-token_consumed = Токен уже использован.
one_time_token-token_expired = Срок действия токена истёк.
one_time_token-token_not_found = Такого токена нет.
one_time_token-token_revoked = Токен отозван.

organization-require_membership = Пользователь не состоит в организации.
organization-role_names_not_found = Нет ролей организации с такими именами: { $names }

password-invalid_legacy_password_format = Старый пароль записывается так: ["algorithm", ["argument", …, "@", …], "digest"].
password-rejected = Правила паролей не допускают этот пароль.
password-unsupported_legacy_hash_algorithm = Старые пароли с таким хешем нельзя перенести.

request-body_too_large = Тело запроса больше 1 МиБ.
request-general = Запрос не удался.
request-invalid_input = Неверные данные. { $details }
request-invalid_json = { $details }
request-server_error = На сервере что-то пошло не так.
request-temporarily_unavailable = Сервер сейчас не может ответить. Попробуйте ещё раз.
request-timeout = Тело запроса не пришло вовремя.

resource-cannot_delete_management_api = API управления нельзя удалить.
resource-cannot_modify_management_api = API управления нельзя изменить.
resource-resource_identifier_in_use = У другого ресурса API идентификатор «{ $indicator }».

role-application_exists = У приложения { $applicationId } уже есть эта роль.
role-internal_role_violation = Эта роль принадлежит серверу и не меняется.
role-management_api_scopes_not_assignable_to_user_role = Области API управления нельзя дать ролям пользователей.
role-name_in_use = Другая роль называется «{ $name }».
role-scope_exists = У роли уже есть область { $scopeId }.
role-user_exists = У пользователя { $userId } уже есть эта роль.

scope-name_exists = У ресурса API уже есть область «{ $name }».
scope-name_with_space = В имени области не может быть пробелов.

session-invalid_credentials = Неверный пароль.
session-mfa-backup_code_can_not_be_alone = Резервным кодам нужен другой второй фактор.

sign_in_experiences-adaptive_mfa_requires_mfa = Адаптивной многофакторной проверке нужен хотя бы один фактор.
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = Адаптивной многофакторной проверке нужно правило, которое нельзя пропустить.
sign_in_experiences-at_least_one_authentication_factor = Каждому способу входа нужен пароль или код.
sign_in_experiences-backup_code_cannot_be_enabled_alone = Резервным кодам нужен другой фактор.
sign_in_experiences-code_sign_in_must_be_enabled = Кто регистрируется без пароля, должен иметь возможность войти по коду.
sign_in_experiences-duplicated_mfa_factors = Фактор указан дважды.
sign_in_experiences-duplicated_sign_up_identifiers = Регистрация дважды спрашивает одно и то же.
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = Коды по почте уже служат для входа и не могут быть вторым фактором.
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = Коды по почте уже второй фактор и не могут служить для входа.
sign_in_experiences-enabled_connector_not_found = Нет включённого коннектора типа { $type }.
sign_in_experiences-forgot_password_method_requires_connector = Этому способу смены пароля нужен коннектор, который отправляет коды.
sign_in_experiences-invalid_custom_email_blocklist_format = Каждый элемент списка — адрес почты или @домен.
sign_in_experiences-missing_sign_up_identifiers = Регистрации нужен основной идентификатор.
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = Этому правилу нужна адаптивная многофакторная проверка.
sign_in_experiences-password_expiration_not_enabled = Здесь срок паролей не ограничен.
sign_in_experiences-password_expiration_requires_forgot_password = Срок паролей можно ограничить, только если люди могут сами их сменить.
sign_in_experiences-passwordless_requires_verify = Адреса почты и номера телефонов должны подтверждаться при регистрации.
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = Коды по SMS уже служат для входа и не могут быть вторым фактором.
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = Коды по SMS уже второй фактор и не могут служить для входа.
sign_in_experiences-unsupported_default_language = Страницы не говорят на этом языке.
sign_in_experiences-username_policy_case_conflicts_exist = Некоторые имена пользователей различаются только регистром. Сначала переименуйте их.

storage-not_configured = Хранилище файлов не настроено.

user-backup_code_already_in_use = Есть неиспользованные резервные коды.
user-cannot_delete_self = Нельзя удалить самого себя.
user-email_already_in_use = Этот адрес почты принадлежит другому пользователю.
user-enterprise_sso_identity_not_exists = У пользователя нет такой корпоративной учётной записи.
user-identity_already_in_use = Эта учётная запись принадлежит другому пользователю.
user-identity_not_exist = У пользователя нет такой учётной записи.
user-invalid_phone = Это не номер телефона.
user-invalid_role_type = Межмашинные роли нельзя дать пользователям.
user-password_algorithm_required = Для переносимого пароля нужен его алгоритм.
user-password_and_digest = Укажите пароль или хеш, но не оба.
user-personal_access_token_name_exists = У пользователя уже есть личный токен доступа с таким именем.
user-phone_already_in_use = Этот номер телефона принадлежит другому пользователю.
user-totp_already_in_use = У пользователя уже есть приложение-аутентификатор.
user-totp_secret_invalid = Секрет приложения-аутентификатора — base32 с дополнением, от 16 до 32 знаков.
user-username_already_in_use = Это имя принадлежит другому пользователю.
user-wrong_backup_code_format = Резервные коды — десять раз по десять шестнадцатеричных цифр.
