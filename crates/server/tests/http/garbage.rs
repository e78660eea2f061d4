//! Every route × every method × malformed input: a client error at worst. The routes are read from the source, so
//! a new one is covered without anyone remembering it.

use futures_util::{StreamExt, stream};
use genkan::applications::ApplicationType;
use genkan_database::Engine;
use reqwest::{
    Client, Method, RequestBuilder,
    header::{HeaderName, HeaderValue},
    redirect::Policy,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    architecture::source::files,
    support::{TestApp, TestClient},
};

/// The path of every `.route("…", …)`, with something in place of its parameters.
pub fn paths() -> Vec<String> {
    let mut found = Vec::new();
    for file in files() {
        let code = file.code();
        for (at, call) in code.match_indices(".route(") {
            let rest = code[at + call.len()..].trim_start();
            let Some(path) = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()) else { continue };
            let filled: Vec<&str> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "%F0%9F%92%A9%00" } else { part })
                .collect();
            found.push(filled.join("/"));
        }
    }
    found.sort();
    found.dedup();
    assert!(found.len() > 10, "the routes were not found: {found:?}");
    found
}

const METHODS: [&str; 8] = ["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "FROBNICATE"];

type Mutation = (&'static str, fn(RequestBuilder, &TestClient) -> RequestBuilder);

fn header(name: &'static str, value: &[u8]) -> (HeaderName, HeaderValue) {
    (HeaderName::from_static(name), HeaderValue::from_bytes(value).unwrap())
}

fn with(request: RequestBuilder, name: &'static str, value: &[u8]) -> RequestBuilder {
    let (name, value) = header(name, value);
    request.header(name, value)
}

fn form(request: RequestBuilder, body: impl Into<reqwest::Body>) -> RequestBuilder {
    with(request, "content-type", b"application/x-www-form-urlencoded").body(body)
}

fn json(request: RequestBuilder, body: impl Into<reqwest::Body>) -> RequestBuilder {
    with(request, "content-type", b"application/json").body(body)
}

const MUTATIONS: &[Mutation] = &[
    ("nothing", |request, _| request),
    ("form: bad UTF-8", |request, _| form(request, &b"client_id=%ff%fe&state=\xff"[..])),
    ("form: NUL", |request, client| form(request, format!("client_id={}&state=%00&scope=a%00b", client.id))),
    ("form: stray percents", |request, _| form(request, "client_id=%&state=%z&=%&&&=")),
    ("form: every parameter twice", |request, client| {
        let one = format!(
            "client_id={}&redirect_uri=x&scope=openid&state=1&code=2&token=3&grant_type=refresh_token",
            client.id
        );
        form(request, format!("{one}&{one}"))
    }),
    ("form: 10,000 parameters", |request, _| form(request, "a=b&".repeat(10_000))),
    ("form: a long parameter", |request, client| {
        form(request, format!("client_id={}&scope={}", client.id, "x".repeat(50_000)))
    }),
    ("form: too long", |request, _| form(request, "x".repeat(70_000))),
    ("form: empty", |request, _| form(request, "")),
    ("JSON: not JSON", |request, _| json(request, "{\"client_id\":")),
    ("JSON: not an object", |request, _| json(request, "[[[[1]]]]")),
    ("JSON: nested", |request, _| {
        json(request, format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000)))
    }),
    ("JSON: bad UTF-8", |request, _| json(request, &b"{\"client_id\":\"\xff\"}"[..])),
    ("JSON: lone surrogate", |request, _| json(request, "{\"state\":\"\\ud800\",\"client_id\":\"x\"}")),
    ("JSON: big number", |request, _| {
        json(request, "{\"max_age\":1e999,\"client_id\":-99999999999999999999}")
    }),
    ("body of no known type", |request, _| with(request, "content-type", b"\xff\xfe").body("x=y")),
    ("multipart", |request, _| {
        with(request, "content-type", b"multipart/form-data; boundary=x").body("--x--")
    }),
    ("cookies: garbage", |request, _| {
        with(request, "cookie", b"=; ;;_session=\xff\xfe; _interaction=%; _interaction={\"a\":; _session; \"")
    }),
    ("cookies: many", |request, _| with(request, "cookie", "_session=x; ".repeat(2_000).as_bytes())),
    ("cookies: an interaction of bytes", |request, _| {
        with(
            request,
            "cookie",
            b"_interaction=eyJhIjoi/////; _interaction=%7B%22_legacy%22%3A%22%00%22%7D; _session=AAAA",
        )
    }),
    ("authorization: not base64", |request, _| with(request, "authorization", b"Basic \xff\xff===")),
    ("authorization: bytes", |request, _| with(request, "authorization", b"Basic //79/w==")),
    ("authorization: no colon", |request, _| with(request, "authorization", b"Basic Zm9v")),
    ("authorization: NUL", |request, _| with(request, "authorization", b"Basic ADoA")),
    ("authorization: empty bearer", |request, _| with(request, "authorization", b"Bearer ")),
    ("authorization: a JWT of nonsense", |request, _| with(request, "authorization", b"Bearer e30.e30.e30")),
    ("authorization: long", |request, _| {
        with(request, "authorization", format!("Bearer {}", "x".repeat(50_000)).as_bytes())
    }),
    ("languages: nonsense", |request, _| with(request, "accept-language", b"\xff;q=x, *;q=9, ,,,en-\xff")),
    ("origin: bytes", |request, _| with(request, "origin", b"\xff\xfe")),
    ("forwarded: nonsense", |request, _| with(request, "x-forwarded-for", b"\xff, ,,[::, 1.2.3.4:x")),
    ("etag: bytes", |request, _| with(request, "if-none-match", b"\xff, W/, \"")),
];

/// Query strings; `CLIENT` and `REDIRECT` become those of a registered application.
const QUERIES: &[(&str, &str)] = &[
    ("query: bad UTF-8", "client_id=%ff%fe&x=%F0%9F"),
    ("query: NUL", "client_id=CLIENT&state=%00&redirect_uri=REDIRECT&response_type=code"),
    ("query: stray percents", "%&=%&client_id=%zz&&&="),
    (
        "query: parameters twice",
        "client_id=CLIENT&client_id=CLIENT&redirect_uri=REDIRECT&redirect_uri=REDIRECT",
    ),
    (
        "an authorization request of nonsense",
        "client_id=CLIENT&redirect_uri=REDIRECT&response_type=code%20code&scope=%F0%9F%92%A9%20openid%20%5C&claims=%7B%7B\
         &max_age=99999999999999999999&prompt=none%20login%20%07&code_challenge=%EF%BF%BD&code_challenge_method=S256\
         &resource=%3A%3A%3A&ui_locales=xx-%F0%9F%92%A9&id_token_hint=a.b.c&nonce=%0d%0a&state=%0d%0aSet-Cookie:x",
    ),
    (
        "a request object",
        "client_id=CLIENT&redirect_uri=REDIRECT&request=e30.e30.e30&request_uri=urn:x&registration=%7B",
    ),
    (
        "a hint of nonsense",
        "id_token_hint=e30.e30.e30&post_logout_redirect_uri=javascript:alert(1)&client_id=CLIENT",
    ),
    (
        "extra parameters of nonsense",
        "client_id=CLIENT&redirect_uri=REDIRECT&response_type=code&scope=openid\
      &first_screen=%ff&identifier=%00&direct_sign_in=a:b:c&login_hint=%F0%9F&organization_id=../../x&app_id=%2e%2e",
    ),
];

#[tokio::test]
async fn no_input_is_a_server_error() {
    let app = TestApp::on(Engine::Sqlite).await;
    let client = app.create_app(ApplicationType::Traditional).await;
    let http = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
    let mut attempts = Vec::new();
    for path in paths() {
        for method in METHODS.map(|method| Method::from_bytes(method.as_bytes()).unwrap()) {
            let url = format!("{}{path}", app.url);
            for (name, mutate) in MUTATIONS {
                attempts.push((
                    format!("{method} {path} with {name}"),
                    mutate(http.request(method.clone(), &url), &client),
                ));
            }
            for (name, query) in QUERIES {
                let redirect: String =
                    url::form_urlencoded::byte_serialize(client.redirect_uri.as_bytes()).collect();
                let query = query.replace("CLIENT", client.id.as_str()).replace("REDIRECT", &redirect);
                attempts.push((
                    format!("{method} {path} with {name}"),
                    http.request(method.clone(), format!("{url}?{query}")),
                ));
            }
        }
    }
    let answers = stream::iter(attempts).map(|(what, request)| async move {
        match request.send().await {
            Ok(answer) if answer.status().as_u16() < 500 => None,
            Ok(answer) => Some(format!("{what}: {}", answer.status())),
            Err(error) => Some(format!("{what}: {error:?}")),
        }
    });
    let broken: Vec<String> = answers.buffer_unordered(16).filter_map(async |broken| broken).collect().await;
    assert!(broken.is_empty(), "{} of them:\n{}", broken.len(), broken.join("\n"));
}

/// Sends bytes as they are; what the server says, or nothing when it hangs up.
pub async fn raw(app: &TestApp, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(app.url.strip_prefix("http://").unwrap()).await.unwrap();
    // A server that has refused may close before everything is written.
    let _closed = stream.write_all(bytes).await;
    let _closed = stream.shutdown().await;
    let mut answer = Vec::new();
    let _reset = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn bytes_that_are_no_http_are_refused() {
    let app = TestApp::on(Engine::Sqlite).await;
    let megabyte = "x".repeat(1 << 20);
    for (what, bytes) in [
        ("not HTTP", "\u{0}\u{1}\u{2}\r\n\r\n".to_owned()),
        ("no host", "GET /health HTTP/1.1\r\n\r\n".to_owned()),
        ("megabyte of query", format!("GET /oidc/auth?state={megabyte} HTTP/1.1\r\nHost: x\r\n\r\n")),
        ("megabyte of header", format!("GET /health HTTP/1.1\r\nHost: x\r\nX: {megabyte}\r\n\r\n")),
        ("1,000 headers", format!("GET /health HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(1_000))),
        ("bad length", "POST /oidc/token HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_owned()),
        (
            "two lengths",
            "POST /oidc/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"
                .to_owned(),
        ),
        (
            "chunks of nonsense",
            "POST /oidc/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Transfer-Encoding: chunked\r\n\r\nzz\r\n"
                .to_owned(),
        ),
        ("absolute target", "GET http://evil.example/health HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("CONNECT", "CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned()),
        ("header injection", "GET /health HTTP/1.1\r\nHost: x\r\nX: a\rSet-Cookie: b\r\n\r\n".to_owned()),
    ] {
        let answer = raw(&app, bytes.as_bytes()).await;
        let status = answer.split(' ').nth(1).unwrap_or("closed");
        assert!(!status.starts_with('5'), "{what}: {answer}");
    }
    let megabyte = format!(
        "POST /oidc/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: \
         {}\r\n\r\n{megabyte}",
        megabyte.len()
    );
    let answer = raw(&app, megabyte.as_bytes()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    assert_eq!(app.browser().get("/health").await.status, 200, "and it still serves");
}
