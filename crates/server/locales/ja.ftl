### 日本語。短い文で、です・ます調。起きたこと、見えたこと、次にすることを伝える。

## どのページにも
language-switch = 言語
terms-link = 利用規約
privacy-link = プライバシーポリシー
working = お待ちください…

## ログイン
sign-in = ログイン
sign-in-action = ログイン
username = ユーザー名
email = メールアドレス
phone = 電話番号
username-email = ユーザー名またはメールアドレス
username-phone = ユーザー名または電話番号
email-phone = メールアドレスまたは電話番号
username-email-phone = ユーザー名、メールアドレスまたは電話番号
password = パスワード
password-show = 表示
password-hide = 隠す
forgot-password-link = パスワードをお忘れですか
register-invitation = はじめての方は
register-link = アカウントを作成
all-options-link = ほかの方法で続ける

## アカウントの作成
register = アカウントを作成
register-action = アカウントを作成
password-hint = { $min }文字以上。関連のない言葉をいくつか並べると、覚えやすく安全です。
username-hint = 半角の英字、数字、アンダースコアが使えます。
sign-in-invitation = アカウントをお持ちの方は
sign-in-link = ログイン
terms-note = アカウントを作成すると、下記の利用規約とプライバシーポリシーに同意したことになります。

## 入力内容について
summary = 入力内容をご確認ください
credentials-wrong = ログインできませんでした。{ $identifier }とパスワードを確認して、もう一度お試しください。
locked = ログインの試行が続いたため、一時的に受け付けを止めています。{ $minutes }分後にもう一度お試しください。
rate-limited = お使いのネットワークからのアクセスが集中しています。1分ほど待ってから、もう一度お試しください。
busy = ただいまログインが混み合っています。数秒待ってから、もう一度お試しください。
form-expired = ページを開いてから時間が経ったため、確認のためにもう一度送信してください。
identifier-missing = { $identifier }を入力してください。
identifier-unusable = { $identifier }の形式になっていないようです。ご確認ください。
identifier-unusable-email = メールアドレスは name@example.com のような形式で入力してください。
identifier-unusable-username = ユーザー名には半角の英字、数字、アンダースコアが使えます。先頭に数字は使えません。
identifier-unusable-phone = 電話番号は国番号から始まる5〜17桁の数字で入力してください。
identifier-taken = この{ $identifier }のアカウントはすでにあります。ログインするか、別のものをお選びください。
password-missing = パスワードを入力してください。
password-missing-new = パスワードを決めて入力してください。
password-too-short = { $min }文字以上にしてください。
password-too-long = { $max }文字以内にしてください。
password-character-types = 英小文字、英大文字、数字、記号のうち{ $min }種類以上を組み合わせてください。
password-unsupported = 半角の英字、数字、スペース、一般的な記号を使ってください。
password-common = 多くの人が使っている、推測されやすいパスワードです。別のものにしてください。
password-repetition = 同じ文字の繰り返しが多すぎます。別のものにしてください。
password-sequence = 1234 や qwerty のような並びがほとんどです。別のものにしてください。
password-words = ここでは使えない言葉がほとんどを占めています。別のものにしてください。
password-user-info = お名前やアドレスがほとんどを占めています。別のものにしてください。

## パスワードを忘れたとき、ほかの方法、利用停止
forgot-password = パスワードをお忘れですか
forgot-password-text = このページではまだパスワードを再設定できません。サービスの運営者にご連絡いただければ、新しいパスワードを受け取れます。
forgot-password-text-app = このページではまだパスワードを再設定できません。{ $app } の運営者にご連絡いただければ、新しいパスワードを受け取れます。
back-to-sign-in = ログインに戻る
single-sign-on = シングルサインオンは設定されていません
single-sign-on-text = 会社のアカウントでのログインは、まだご利用になれません。ほかの方法でログインしてください。
account-suspended = このアカウントは利用を停止しています
account-suspended-text = 現在、このアカウントではログインできません。お心当たりがない場合は、サービスの運営者にお問い合わせください。
account-suspended-text-app = 現在、このアカウントではログインできません。お心当たりがない場合は、{ $app } の運営者にお問い合わせください。

## 同意
consent = アカウントへのアクセスを許可しますか
consent-app = { $app } がアカウントへのアクセスを求めています
consent-account = { $user } としてログインしています。
consent-you = あなたについて
consent-resource = { $resource } で
consent-allow = 許可する
consent-deny = 許可しない
consent-organizations = { $app } に開く組織
consent-organizations-text = { $app } があなたに代わって操作できるのは、選んだ組織だけです。
consent-organization-scopes = 選んだ組織で
consent-switch = 別のアカウントを使う
consent-return = このあと { $origin } に戻ります。
scope-openid = ログインしている方の確認
scope-profile = お名前、ユーザー名、プロフィール画像の閲覧
scope-email = メールアドレスの閲覧
scope-phone = 電話番号の閲覧
scope-address = 住所の閲覧
scope-custom_data = { $app } が保管しているあなたの情報の閲覧
scope-identities = 連携しているほかのアカウントの閲覧
scope-roles = 役割（ロール）の閲覧
scope-offline_access = 利用していない間の接続の継続
scope-organizations = 所属する組織の閲覧
scope-organization_roles = 組織での役割（ロール）の閲覧

## デバイスでのログイン
device = デバイスを接続
device-code = デバイスに表示されているコード
device-code-hint = BCDF-GHJK のような 8 文字です。
device-code-unknown = このコードで待機しているデバイスはありません。コードを確認するか、デバイスで新しいコードを表示してください。
device-confirm = お使いのデバイスですか
device-confirm-app = デバイスの { $app } を接続しますか
device-confirm-text = お手元のデバイスにこのコードが表示されている場合だけ続けてください。ほかの人から送られてきたコードの場合は、続けないでください。
device-confirm-action = 続ける
device-abort = やめる
device-aborted = デバイスは接続されませんでした。このページは閉じてかまいません。
device-denied = デバイスにアクセスは許可されませんでした。このページは閉じてかまいません。
device-expired = コードの有効期限が切れたか、すでに使われています。デバイスで新しいコードを表示してください。
device-success = デバイスを接続しました
device-success-text = このページを閉じて、デバイスの操作を続けてください。

## ログアウト
sign-out = ログアウトしますか
sign-out-app = { $app } からログアウトしますか
sign-out-text = このブラウザーでのログインを終了します。
sign-out-action = ログアウト
sign-out-cancel = ログインしたままにする
signed-out = ログアウトしました
signed-out-text = このページは閉じてかまいません。

## 続ける
continue = 続ける
continue-app = { $app } に進む
continue-action = 続ける
auto-submit-text = 少々お待ちください。画面が切り替わらないときは、ボタンを押してください。

## うまくいかないとき
unknown-session = もう一度はじめからお願いします
unknown-session-text = このブラウザーには、手続き中のログインがありません。有効期限が切れたか、別の場所で始められたようです。
unknown-session-advice = もとのアプリに戻って、そこからログインしてください。
error = 問題が発生しました
error-text = こちら側の問題です。少し待ってから、もう一度お試しください。
error-not-found = このページはありません
error-not-found-text = アドレスが間違っているか、古くなっているようです。
error-bad-request = 内容を読み取れませんでした
error-bad-request-text = ブラウザーから届いた内容が途中で欠けているか、壊れています。前のページに戻って、もう一度お試しください。
error-forbidden = 受け付けられませんでした
error-forbidden-text = 別のサイトから送られたリクエストです。もとのアプリに戻って、そこからやり直してください。
error-too-many = 少しお待ちください
error-too-many-text = お使いのネットワークからのアクセスが集中しています。1分ほど待ってから、もう一度お試しください。
error-unavailable = まもなく再開します
error-unavailable-text = ただいまサービスをご利用になれません。1分ほど待ってから、もう一度お試しください。
error-request-id = お問い合わせ番号
error-back = { $app } に戻る
