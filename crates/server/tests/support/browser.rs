//! A browser without scripts: keeps cookies, posts forms, and follows redirects only when told.

use std::{collections::BTreeMap, fmt};

use reqwest::{
    Client, Method, RequestBuilder,
    header::{COOKIE, HeaderMap, LOCATION, ORIGIN, SET_COOKIE},
    redirect::Policy,
};
use url::Url;

use super::{PASSWORD, TestApp, TestClient, TestUser};

/// Cookies by name; the value and the path they are sent to.
type Jar = BTreeMap<String, (String, String)>;

/// One person's browser.
pub struct Browser {
    base: Url,
    client: Client,
    /// What it keeps. Tests may plant and take.
    pub cookies: Jar,
}

/// An answer.
pub struct Page {
    pub url: Url,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Browser {
    /// Without cookies. Relative addresses mean `base`.
    pub fn new(base: &str) -> Self {
        let client =
            Client::builder().redirect(Policy::none()).no_proxy().tls_certs_only([]).build().unwrap();
        Self { base: base.parse().unwrap(), client, cookies: Jar::new() }
    }

    /// Another browser that holds the same cookies: a second tab, or a thief.
    pub fn clone_cookies(&self) -> Self {
        Self { base: self.base.clone(), client: self.client.clone(), cookies: self.cookies.clone() }
    }

    /// `GET`, as a link.
    pub async fn get(&mut self, address: impl AsRef<str>) -> Page {
        let request = self.request(Method::GET, address.as_ref());
        self.send(request).await
    }

    /// `POST` of a form, with the `Origin` of our own pages.
    pub async fn post_form(&mut self, address: impl AsRef<str>, fields: &[(&str, &str)]) -> Page {
        let origin = self.base.origin().ascii_serialization();
        let request = self.request(Method::POST, address.as_ref()).header(ORIGIN, origin).form(fields);
        self.send(request).await
    }

    /// A request with this browser's cookies, to be completed and given to [`send`](Self::send).
    pub fn request(&self, method: Method, address: &str) -> RequestBuilder {
        let url = self.base.join(address).unwrap();
        let sent: Vec<String> = self
            .cookies
            .iter()
            .filter(|(_, (_, path))| url.path().starts_with(path.as_str()))
            .map(|(name, (value, _))| format!("{name}={value}"))
            .collect();
        let request = self.client.request(method, url);
        if sent.is_empty() { request } else { request.header(COOKIE, sent.join("; ")) }
    }

    /// Sends, and keeps the cookies of the answer.
    pub async fn send(&mut self, request: RequestBuilder) -> Page {
        let response = request.send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        Page {
            url: response.url().clone(),
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }

    /// Keeps a cookie as a `Set-Cookie` header gives it.
    pub fn keep(&mut self, cookie: &str) {
        let mut parts = cookie.split(';').map(str::trim);
        let (name, value) = parts.next().and_then(|pair| pair.split_once('=')).unwrap();
        let mut path = "/";
        for part in parts {
            match part.split_once('=') {
                Some(("Path", own)) => path = own,
                Some(("Max-Age", "0")) => {
                    self.cookies.remove(name);
                    return;
                }
                _ => {}
            }
        }
        self.cookies.insert(name.to_owned(), (value.to_owned(), path.to_owned()));
    }

    /// Follows redirects while they stay on the server; the answer is the first page, or the redirect that leaves.
    pub async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..10 {
            match page.location() {
                Some(next) if next.origin() == self.base.origin() => page = self.get(next.as_str()).await,
                _ => return page,
            }
        }
        panic!("ten redirects in a row, the last to {}", page.url);
    }

    /// Submits the page's first form with its hidden fields and these, and follows.
    pub async fn submit(&mut self, page: &Page, typed: &[(&str, &str)]) -> Page {
        let (action, hidden) = page.form();
        let mut fields: Vec<(&str, &str)> = hidden
            .iter()
            .filter(|(name, _)| typed.iter().all(|(own, _)| own != name))
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        fields.extend(typed);
        let answer = self.post_form(page.url.join(&action).unwrap(), &fields).await;
        self.follow(answer).await
    }

    /// The authorization request of `client`, with PKCE and these parameters besides, followed to the first page or
    /// back to the client.
    pub async fn authorize(&mut self, client: &TestClient, extra: &[(&str, &str)]) -> Page {
        let mut query = vec![
            ("client_id", client.id.as_str()),
            ("redirect_uri", &client.redirect_uri),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("state", "the-state"),
            ("nonce", "the-nonce"),
            ("code_challenge", CODE_CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        query.retain(|(name, _)| extra.iter().all(|(own, _)| own != name));
        query.extend(extra.iter().filter(|(_, value)| !value.is_empty()));
        let query: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        let page = self.get(format!("/oidc/auth?{query}")).await;
        self.follow(page).await
    }

    /// Signs `user` in to `client` from nothing; the parameters of the redirect back.
    pub async fn sign_in(&mut self, client: &TestClient, user: &TestUser) -> BTreeMap<String, String> {
        self.sign_in_with(client, user, &[]).await
    }

    /// The same, with parameters of the authorization request.
    pub async fn sign_in_with(
        &mut self,
        client: &TestClient,
        user: &TestUser,
        extra: &[(&str, &str)],
    ) -> BTreeMap<String, String> {
        let page = self.authorize(client, extra).await;
        assert_eq!(page.status, 200, "the sign-in page: {page:?}");
        let page = self.submit(&page, &[("identifier", &user.username), ("password", PASSWORD)]).await;
        page.callback(client)
    }
}

/// The verifier whose challenge [`Browser::authorize`] sends (RFC 7636, appendix B).
pub const CODE_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Its challenge.
pub const CODE_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

impl Page {
    /// A header, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Where it redirects, absolute.
    pub fn location(&self) -> Option<Url> {
        let location = self.headers.get(LOCATION)?.to_str().unwrap();
        Some(self.url.join(location).unwrap())
    }

    /// The query parameters of the redirect back to `client`; panics with the page when it is none.
    pub fn callback(&self, client: &TestClient) -> BTreeMap<String, String> {
        let Some(location) = self.location() else { panic!("no redirect back to the client: {self:?}") };
        assert!(location.as_str().starts_with(&client.redirect_uri), "not the redirect URI: {self:?}");
        location.query_pairs().into_owned().collect()
    }

    /// The first form: its action and hidden fields.
    pub fn form(&self) -> (String, Vec<(String, String)>) {
        let Some(form) = self.body.split("<form").nth(1) else { panic!("no form: {self:?}") };
        let (head, rest) = form.split_once('>').unwrap();
        let body = rest.split("</form").next().unwrap();
        let action = attribute(head, "action").unwrap_or_default();
        let fields = body
            .split("<input")
            .skip(1)
            .filter_map(|input| input.split('>').next())
            .filter(|input| attribute(input, "type").as_deref() == Some("hidden"))
            .map(|input| (attribute(input, "name").unwrap(), attribute(input, "value").unwrap_or_default()))
            .collect();
        (action, fields)
    }

    /// The address of the page's first link to `path`.
    pub fn link_to(&self, path: &str) -> String {
        let links =
            self.body.split("<a").skip(1).filter_map(|link| attribute(link.split('>').next()?, "href"));
        let is_it = |link: &String| link.split('?').next() == Some(path);
        links.into_iter().find(is_it).unwrap_or_else(|| panic!("no link to {path}: {self:?}"))
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}\n{:#?}\n{}", self.status, self.url, self.headers, self.body)
    }
}

/// An attribute of a tag, with the entities undone that templates write.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let after = tag.split_once(&format!(" {name}=\""))?.1;
    let value = after.split('"').next()?;
    let plain = [
        ("&#38;", "&"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    Some(plain.iter().fold(value.to_owned(), |text, (entity, plain)| text.replace(entity, plain)))
}

/// A code exchanged at the token endpoint with the client's secret (Basic) or id: the answer as it came.
pub async fn exchange(app: &TestApp, client: &TestClient, code: &str) -> Page {
    token(
        app,
        client,
        &[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &client.redirect_uri),
            ("code_verifier", CODE_VERIFIER),
        ],
    )
    .await
}

/// A token request with the client's authentication.
pub async fn token(app: &TestApp, client: &TestClient, fields: &[(&str, &str)]) -> Page {
    let mut browser = app.browser();
    let mut fields = fields.to_vec();
    let mut request = browser.request(Method::POST, "/oidc/token");
    if client.secret.is_empty() {
        fields.push(("client_id", client.id.as_str()));
    } else {
        request = request.basic_auth(client.id.as_str(), Some(&client.secret));
    }
    browser.send(request.form(&fields)).await
}
