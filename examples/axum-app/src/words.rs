use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// Everything the app says, in one language.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) lang: &'static str,
    pub(crate) app: &'static str,
    pub(crate) welcome: &'static str,
    pub(crate) invitation: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) sign_out: &'static str,
    /// Before and after the name.
    pub(crate) hello: (&'static str, &'static str),
    pub(crate) signed_in_as: &'static str,
    pub(crate) id_token: &'static str,
    pub(crate) id_token_note: &'static str,
    pub(crate) user_info: &'static str,
    pub(crate) user_info_note: &'static str,
    pub(crate) access_token: &'static str,
    pub(crate) access_token_note: &'static str,
    pub(crate) opaque: &'static str,
    pub(crate) unavailable: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) cancelled: &'static str,
    pub(crate) start_again: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) no_answer: &'static str,
    pub(crate) not_used: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) not_found_note: &'static str,
    pub(crate) home: &'static str,
    pub(crate) foot: &'static str,
}

const EN: Words = Words {
    lang: "en",
    app: "Sample app",
    welcome: "Welcome",
    invitation: "Sign in to see what this app learns about you, and nothing more.",
    sign_in: "Sign in",
    sign_out: "Sign out",
    hello: ("Hello, ", ""),
    signed_in_as: "You are signed in.",
    id_token: "ID token",
    id_token_note: "Who you are, as the server signed it. Kept in a sealed cookie.",
    user_info: "User info",
    user_info_note: "Asked of the server just now.",
    access_token: "Access token",
    access_token_note: "What this app may show to the API below. The token itself stays on the server.",
    opaque: "This token cannot be read, only used.",
    unavailable: "This could not be fetched right now. Reload the page to try again.",
    failed: "Sign-in was not finished",
    cancelled: "The sign-in was cancelled. You can start again whenever you like.",
    start_again: "This sign-in was not started in this browser, or its cookie is gone. Please start again.",
    expired: "More than ten minutes have passed since the sign-in began. Please start again.",
    no_answer: "The sign-in service does not answer. Please wait a moment and try again.",
    not_used: "The answer could not be trusted, so it was not used. If it happens again, tell the people who run this app.",
    not_found: "There is no such page",
    not_found_note: "The address may have a typo, or the page has moved.",
    home: "Go to the first page",
    foot: "Sign-in by Genkan",
};

const JA: Words = Words {
    lang: "ja",
    app: "サンプルアプリ",
    welcome: "ようこそ",
    invitation: "ログインすると、このアプリに伝わる情報をそのままご覧いただけます。",
    sign_in: "ログイン",
    sign_out: "ログアウト",
    hello: ("こんにちは、", " さん"),
    signed_in_as: "ログインしています。",
    id_token: "ID トークン",
    id_token_note: "サーバーが署名した、あなたについての情報です。封をした Cookie に入っています。",
    user_info: "ユーザー情報",
    user_info_note: "たった今、サーバーに問い合わせた内容です。",
    access_token: "アクセストークン",
    access_token_note: "このアプリが次の API に示せるものです。トークンそのものはサーバーから出ません。",
    opaque: "このトークンは中身を読めません。使うだけのものです。",
    unavailable: "いまは取得できませんでした。ページを読み込み直してください。",
    failed: "ログインできませんでした",
    cancelled: "ログインは取り消されました。いつでもやり直せます。",
    start_again: "このブラウザーで始めたログインではないか、Cookie が失われています。もう一度お試しください。",
    expired: "ログインの開始から 10 分以上たちました。もう一度お試しください。",
    no_answer: "ログインのサービスから応答がありません。少し待ってから、もう一度お試しください。",
    not_used: "確認できない応答だったため、使いませんでした。繰り返し起きるときは、このアプリの運営者にお知らせください。",
    not_found: "ページが見つかりません",
    not_found_note: "アドレスに誤りがあるか、ページが移動した可能性があります。",
    home: "最初のページへ",
    foot: "ログイン：Genkan",
};

const KO: Words = Words {
    lang: "ko",
    app: "샘플 앱",
    welcome: "어서 오세요",
    invitation: "로그인하면 이 앱이 알게 되는 정보를 그대로 보여 드립니다.",
    sign_in: "로그인",
    sign_out: "로그아웃",
    hello: ("안녕하세요, ", " 님"),
    signed_in_as: "로그인되어 있습니다.",
    id_token: "ID 토큰",
    id_token_note: "서버가 서명한 내 정보입니다. 봉인된 쿠키에 들어 있습니다.",
    user_info: "사용자 정보",
    user_info_note: "방금 서버에 물어본 내용입니다.",
    access_token: "액세스 토큰",
    access_token_note: "이 앱이 아래 API에 보여 줄 수 있는 것입니다. 토큰 자체는 서버를 벗어나지 않습니다.",
    opaque: "이 토큰은 읽을 수 없고, 쓸 수만 있습니다.",
    unavailable: "지금은 가져오지 못했습니다. 페이지를 새로 고쳐 주세요.",
    failed: "로그인을 마치지 못했습니다",
    cancelled: "로그인이 취소되었습니다. 언제든지 다시 시작할 수 있습니다.",
    start_again: "이 브라우저에서 시작한 로그인이 아니거나 쿠키가 사라졌습니다. 다시 시작해 주세요.",
    expired: "로그인을 시작한 지 10분이 지났습니다. 다시 시작해 주세요.",
    no_answer: "로그인 서비스가 응답하지 않습니다. 잠시 뒤에 다시 시도해 주세요.",
    not_used: "믿을 수 없는 응답이어서 사용하지 않았습니다. 계속되면 이 앱의 운영자에게 알려 주세요.",
    not_found: "페이지를 찾을 수 없습니다",
    not_found_note: "주소가 잘못되었거나 페이지가 옮겨졌을 수 있습니다.",
    home: "첫 페이지로",
    foot: "로그인: Genkan",
};

impl Words {
    /// The language the browser likes best among ours (RFC 9110 §12.5.4); English when it likes none.
    pub(crate) fn of(headers: &HeaderMap) -> &'static Self {
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut best: (&Self, f32) = (&EN, 0.0);
        for range in header.split(',').take(32) {
            let (tag, weight) = match range.split_once(";q=") {
                Some((tag, weight)) => (tag, weight.trim().parse().unwrap_or(0.0)),
                None => (range, 1.0),
            };
            let language = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let words = [&EN, &JA, &KO].into_iter().find(|words| words.lang == language);
            if let Some(words) = words.filter(|_| weight > best.1) {
                best = (words, weight);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_browsers_favourite_wins() {
        for (header, lang) in [
            ("", "en"),
            ("ja", "ja"),
            ("ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
            ("fr-FR, ja;q=0.5, en;q=0.3", "ja"),
            ("en;q=0.2,ja;q=0.9", "ja"),
            ("de", "en"),
            ("ja;q=0", "en"),
            ("ja;q=nonsense,,;", "en"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(Words::of(&headers).lang, lang, "{header}");
        }
    }
}
