use http::header::ACCEPT_LANGUAGE;
use http::request::Parts;
use leptos::prelude::use_context;

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
    pub(crate) show_tokens: &'static str,
    pub(crate) tokens: &'static str,
    pub(crate) tokens_note: &'static str,
    pub(crate) no_resources: &'static str,
    pub(crate) for_apis: &'static str,
    pub(crate) for_organizations: &'static str,
    pub(crate) no_organizations: &'static str,
    pub(crate) opaque: &'static str,
    pub(crate) unavailable: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) home: &'static str,
    pub(crate) foot: &'static str,
}

const EN: Words = Words {
    lang: "en",
    app: "Leptos sample",
    welcome: "Welcome",
    invitation: "Sign in to see what a Leptos app learns about you.",
    sign_in: "Sign in",
    sign_out: "Sign out",
    hello: ("Hello, ", ""),
    signed_in_as: "You are signed in.",
    id_token: "ID token",
    id_token_note: "Who you are, as the server signed it. This came with the first part of the page.",
    user_info: "User info",
    user_info_note: "Asked of the server while the page was already on its way to you.",
    show_tokens: "Show my tokens",
    tokens: "Tokens",
    tokens_note: "What this app may show to its APIs. The tokens themselves stay on the server.",
    no_resources: "This app uses no API. Name one in GENKAN_RESOURCES and start it again.",
    for_apis: "For APIs",
    for_organizations: "For organizations",
    no_organizations: "You are in no organization, or this app does not ask for them.",
    opaque: "This token cannot be read, only used.",
    unavailable: "This could not be fetched right now. Reload the page to try again.",
    not_found: "There is no such page",
    home: "Go to the first page",
    foot: "Sign-in by Genkan",
};

const JA: Words = Words {
    lang: "ja",
    app: "Leptos サンプル",
    welcome: "ようこそ",
    invitation: "ログインすると、Leptos のアプリに伝わる情報をご覧いただけます。",
    sign_in: "ログイン",
    sign_out: "ログアウト",
    hello: ("こんにちは、", " さん"),
    signed_in_as: "ログインしています。",
    id_token: "ID トークン",
    id_token_note: "サーバーが署名した、あなたについての情報です。ページの最初の部分と一緒に届きました。",
    user_info: "ユーザー情報",
    user_info_note: "ページを送り始めてから、サーバーに問い合わせた内容です。",
    show_tokens: "トークンを見る",
    tokens: "トークン",
    tokens_note: "このアプリが API に示せるものです。トークンそのものはサーバーから出ません。",
    no_resources: "このアプリは API を使っていません。GENKAN_RESOURCES に指定して起動し直してください。",
    for_apis: "API 用",
    for_organizations: "組織用",
    no_organizations: "組織に所属していないか、このアプリが組織の情報を求めていません。",
    opaque: "このトークンは中身を読めません。使うだけのものです。",
    unavailable: "いまは取得できませんでした。ページを読み込み直してください。",
    not_found: "ページが見つかりません",
    home: "最初のページへ",
    foot: "ログイン：Genkan",
};

const KO: Words = Words {
    lang: "ko",
    app: "Leptos 샘플",
    welcome: "어서 오세요",
    invitation: "로그인하면 Leptos 앱이 알게 되는 정보를 보여 드립니다.",
    sign_in: "로그인",
    sign_out: "로그아웃",
    hello: ("안녕하세요, ", " 님"),
    signed_in_as: "로그인되어 있습니다.",
    id_token: "ID 토큰",
    id_token_note: "서버가 서명한 내 정보입니다. 페이지의 첫 부분과 함께 도착했습니다.",
    user_info: "사용자 정보",
    user_info_note: "페이지를 보내기 시작한 뒤에 서버에 물어본 내용입니다.",
    show_tokens: "토큰 보기",
    tokens: "토큰",
    tokens_note: "이 앱이 API에 보여 줄 수 있는 것입니다. 토큰 자체는 서버를 벗어나지 않습니다.",
    no_resources: "이 앱은 API를 쓰지 않습니다. GENKAN_RESOURCES에 적고 다시 시작해 주세요.",
    for_apis: "API용",
    for_organizations: "조직용",
    no_organizations: "속한 조직이 없거나, 이 앱이 조직 정보를 요청하지 않습니다.",
    opaque: "이 토큰은 읽을 수 없고, 쓸 수만 있습니다.",
    unavailable: "지금은 가져오지 못했습니다. 페이지를 새로 고쳐 주세요.",
    not_found: "페이지를 찾을 수 없습니다",
    home: "첫 페이지로",
    foot: "로그인: Genkan",
};

impl Words {
    /// The first language of the request's `Accept-Language` that is ours; browsers name their favourite first.
    pub(crate) fn of_request() -> &'static Self {
        let header = use_context::<Parts>()
            .and_then(|parts| parts.headers.get(ACCEPT_LANGUAGE)?.to_str().ok().map(str::to_owned))
            .unwrap_or_default();
        let ours = |range: &str| {
            let language = range.split(['-', ';']).next()?.trim();
            [&EN, &JA, &KO].into_iter().find(|words| words.lang.eq_ignore_ascii_case(language))
        };
        header.split(',').find_map(ours).unwrap_or(&EN)
    }
}
