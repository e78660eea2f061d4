# ja. One line per code; en.ftl is the list.

application-consent_management_api_scopes_not_allowed = 管理APIのスコープを利用者に求めることはできません。
application-device_flow_native_only = デバイスフローを使えるのはネイティブアプリだけです。
application-device_flow_not_changeable = デバイスフローを使うかどうかは、作成のときに決まります。
application-invalid_role_type = アプリに付けられるのは、マシン間アプリ用のロールだけです。
application-invalid_subdomain = サブドメインがホスト名として正しくありません。
application-invalid_third_party_application_type = サードパーティにできるのは、従来型、SPA、ネイティブのアプリだけです。
application-invalid_type = ロールを持てるのはマシン間アプリだけです。
application-no_legacy_secret_found = このアプリに旧形式のシークレットはありません。
application-protected_app_metadata_is_required = 保護アプリにはメタデータが必要です。
application-protected_app_not_configured = このサーバーでは保護アプリを使えません。
application-protected_application_only = これは保護アプリにしかありません。
application-saml-use_saml_app_api = SAMLアプリは専用の操作で管理します。
application-secret_name_exists = このアプリには「{ $name }」という名前のシークレットがすでにあります。
application-third_party_application_cannot_enable_token_exchange = サードパーティのアプリはトークン交換を使えません。
application-third_party_application_only = これはサードパーティのアプリにしかありません。
application-user_consent_scopes_not_found = 存在しないスコープがあります。

auth-authorization_header_missing = リクエストにアクセストークンがありません。
auth-authorization_token_type_not_supported = 使えるのはBearerトークンだけです。
auth-forbidden = アクセストークンに、この操作に必要なスコープがありません。
auth-jwt_sub_missing = アクセストークンに主体（sub）がありません。
auth-unauthorized = アクセストークンが無効か、期限切れです。

connector-not_found = このメッセージを送れるコネクターがありません。

entity-db_constraint_violated = この二つは組み合わせられません。
entity-invalid_input = 入力を保存できません。{ $details }
entity-not_exists = { $name } はありません。
entity-not_exists_with_id = { $name } に ID「{ $id }」のものはありません。
entity-not_found = 見つかりません。
entity-relation_foreign_key_not_found = リクエストが指すものの一部が存在しません。
entity-unique_integrity_violation = 同じものがすでにあります。
entity-value_too_long = 値が長すぎます。

guard-invalid_input = リクエスト（{ $type }）の形が正しくありません。
guard-invalid_pagination = ページまたはページサイズが正しくありません。

hook-endpoint_responded_with_error = エンドポイントがエラーを返しました。
hook-missing_events = Webhookにはイベントが一つ以上必要です。
hook-send_test_payload_failed = エンドポイントを呼び出せません。{ $details }

log-invalid_time_window = 期間の終わりが始まりより前です。

oidc-invalid_grant = そのような許可（グラント）はありません。
oidc-invalid_request = この形では鍵を更新できません。待機中の鍵があるか、Cookieの鍵に猶予期間が指定されています。
oidc-invalid_session_account_id = このセッションは別の人のものです。
oidc-key_not_found = そのような鍵はありません。
oidc-key_required = 最後の鍵は削除できません。
oidc-only_previous_key_can_be_deleted = 削除できるのは、もう署名に使わない鍵だけです。先に鍵を更新してください。
oidc-session_not_found = そのようなセッションはありません。

one_time_token-cannot_reactivate_token = 閉じたワンタイムトークンをもう一度開くことはできません。
one_time_token-email_mismatch = このトークンは別のメールアドレスのために作られました。
one_time_token-token_consumed = このトークンは使用済みです。
one_time_token-token_expired = このトークンは期限切れです。
one_time_token-token_not_found = そのようなトークンはありません。
one_time_token-token_revoked = このトークンは取り消されました。

organization-require_membership = この利用者は組織のメンバーではありません。
organization-role_names_not_found = これらの名前の組織ロールはありません：{ $names }

password-invalid_legacy_password_format = 旧形式のパスワードは ["algorithm", ["argument", …, "@", …], "digest"] の形で書きます。
password-rejected = パスワードポリシーにより、このパスワードは使えません。
password-unsupported_legacy_hash_algorithm = このダイジェストの旧形式パスワードは取り込めません。

request-body_too_large = リクエストの本文が1 MiBを超えています。
request-general = リクエストに失敗しました。
request-invalid_input = 入力が正しくありません。{ $details }
request-invalid_json = { $details }
request-server_error = サーバーで問題が起きました。
request-temporarily_unavailable = サーバーは今お答えできません。もう一度お試しください。
request-timeout = リクエストの本文が時間内に届きませんでした。

resource-cannot_delete_management_api = 管理APIは削除できません。
resource-cannot_modify_management_api = 管理APIは変更できません。
resource-resource_identifier_in_use = 識別子「{ $indicator }」は別のAPIリソースが使っています。

role-application_exists = アプリ { $applicationId } はすでにこのロールを持っています。
role-internal_role_violation = このロールはサーバーのもので、変更できません。
role-management_api_scopes_not_assignable_to_user_role = 管理APIのスコープを利用者のロールに付けることはできません。
role-name_in_use = 「{ $name }」という名前のロールがすでにあります。
role-scope_exists = このロールにはスコープ { $scopeId } がすでにあります。
role-user_exists = 利用者 { $userId } はすでにこのロールを持っています。

scope-name_exists = このAPIリソースには「{ $name }」というスコープがすでにあります。
scope-name_with_space = スコープの名前に空白は使えません。

session-invalid_credentials = パスワードが違います。
session-mfa-backup_code_can_not_be_alone = バックアップコードには、ほかの第二要素が必要です。

sign_in_experiences-adaptive_mfa_requires_mfa = 適応型の多要素認証には要素が一つ以上必要です。
sign_in_experiences-adaptive_mfa_requires_non_skippable_policy = 適応型の多要素認証には、省略できないポリシーが必要です。
sign_in_experiences-at_least_one_authentication_factor = どのログイン方法にも、パスワードか確認コードが必要です。
sign_in_experiences-backup_code_cannot_be_enabled_alone = バックアップコードには、ほかの要素が必要です。
sign_in_experiences-code_sign_in_must_be_enabled = パスワードなしで登録する人は、確認コードでログインできなければなりません。
sign_in_experiences-duplicated_mfa_factors = 同じ要素が二度あります。
sign_in_experiences-duplicated_sign_up_identifiers = 登録で同じ識別子を二度求めています。
sign_in_experiences-email_verification_code_cannot_be_used_for_mfa = メールのコードはログインに使われているため、第二要素にはできません。
sign_in_experiences-email_verification_code_cannot_be_used_for_sign_in = メールのコードは第二要素に使われているため、ログインには使えません。
sign_in_experiences-enabled_connector_not_found = 種類 { $type } の有効なコネクターがありません。
sign_in_experiences-forgot_password_method_requires_connector = この再設定方法には、コードを送るコネクターが必要です。
sign_in_experiences-invalid_custom_email_blocklist_format = リストの項目は、メールアドレスか @ドメイン でなければなりません。
sign_in_experiences-missing_sign_up_identifiers = 登録には主となる識別子が必要です。
sign_in_experiences-non_adaptive_mfa_requires_skippable_policy = このポリシーには適応型の多要素認証が必要です。
sign_in_experiences-password_expiration_not_enabled = ここではパスワードに期限がありません。
sign_in_experiences-password_expiration_requires_forgot_password = パスワードに期限を付けるには、本人が再設定できる方法が必要です。
sign_in_experiences-passwordless_requires_verify = 登録では、メールアドレスと電話番号の確認が必要です。
sign_in_experiences-phone_verification_code_cannot_be_used_for_mfa = SMSのコードはログインに使われているため、第二要素にはできません。
sign_in_experiences-phone_verification_code_cannot_be_used_for_sign_in = SMSのコードは第二要素に使われているため、ログインには使えません。
sign_in_experiences-unsupported_default_language = ページはこの言語に対応していません。
sign_in_experiences-username_policy_case_conflicts_exist = 大文字と小文字だけが違うユーザー名があります。先に名前を変えてください。

storage-not_configured = ファイルの保存先が設定されていません。

user-backup_code_already_in_use = 未使用のバックアップコードがあります。
user-cannot_delete_self = 自分自身は削除できません。
user-email_already_in_use = このメールアドレスは別の利用者のものです。
user-enterprise_sso_identity_not_exists = この利用者にそのエンタープライズIDはありません。
user-identity_already_in_use = このIDは別の利用者のものです。
user-identity_not_exist = この利用者にそのIDはありません。
user-invalid_phone = 電話番号として正しくありません。
user-invalid_role_type = マシン間アプリ用のロールは利用者に付けられません。
user-password_algorithm_required = 取り込むパスワードにはアルゴリズムが必要です。
user-password_and_digest = パスワードかダイジェストのどちらか一方だけを指定してください。
user-personal_access_token_name_exists = この利用者には同じ名前の個人用アクセストークンがすでにあります。
user-phone_already_in_use = この電話番号は別の利用者のものです。
user-totp_already_in_use = この利用者はすでに認証アプリを登録しています。
user-totp_secret_invalid = 認証アプリのシークレットは、16〜32文字のパディング付きbase32です。
user-username_already_in_use = このユーザー名は別の利用者のものです。
user-wrong_backup_code_format = バックアップコードは16進数10桁が10個です。
