use axum::extract::rejection::RawFormRejection;
use axum::extract::{RawForm, RawQuery};
use axum::response::{IntoResponse, Response};
use genkan_oauth::parameters::Parameters;
use genkan_oauth::pkce::{CodeVerifier, S256};
use http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, LOCATION};
use http::{Method, StatusCode};
use url::Url;
use zeroize::Zeroizing;

use super::is_prefetch;
use crate::clock::random_text;
use crate::config::{Config, Paths};
use crate::provider::ProviderUnavailable;
use crate::return_to::ReturnTo;
use crate::secret::Secret;
use crate::session::{Session, SessionError};
use crate::transaction::{LIFETIME, Transaction};

/// How one sign-in differs from the configured one. `Default` changes nothing.
///
/// ```
/// use genkan_sdk::SignInOptions;
///
/// let register = SignInOptions {
///     first_screen: Some("register".into()),
///     login_hint: Some("mio@example.com".into()),
///     ui_locales: Some("ja".into()),
///     return_to: Some("/welcome".into()),
///     extra: vec![("organization_id".into(), "org_1".into())],
///     ..SignInOptions::default()
/// };
/// let once_more = SignInOptions { prompt: Some("login".into()), clear_tokens: true, ..SignInOptions::default() };
/// ```
#[derive(Debug, Clone, Default)]
pub struct SignInOptions {
    /// A path of this site to land on afterwards. Anything that would leave the site is ignored.
    /// Counted from the origin: below a base URL with a path it begins with that.
    pub return_to: Option<String>,
    /// The path of another callback of this site than the configured one; register its URL too, and call
    /// [`Session::handle_callback`] there.
    pub callback_path: Option<String>,
    /// Signs out here first. By default whoever is signed in stays so until the new sign-in is finished.
    pub clear_tokens: bool,
    /// Replaces the configured `prompt`; `Some("")` sends none.
    pub prompt: Option<String>,
    /// Which page to show first, such as `register` or `identifier:sign_in` (Genkan and Logto).
    pub first_screen: Option<String>,
    /// Identifiers the first page asks for: `email`, `phone`, `username` (Genkan and Logto).
    pub identifiers: Vec<String>,
    /// Fills the identifier in (OpenID Connect Core §3.1.2.1).
    pub login_hint: Option<String>,
    /// Goes straight to a connector: `social:<target>` or `sso:<id>` (Genkan and Logto).
    pub direct_sign_in: Option<String>,
    /// Seconds since the person last proved who they are, at most: otherwise they must do so again, and the ID token
    /// must say so (OpenID Connect Core §3.1.2.1); 0 always asks.
    pub max_age: Option<u32>,
    /// The language of the pages (OpenID Connect Core §3.1.2.1), such as `ja`.
    pub ui_locales: Option<String>,
    /// Further parameters. The ones this SDK relies on cannot be replaced.
    pub extra: Vec<(String, String)>,
}

/// Parameters whose meaning the SDK checks afterwards; nobody else may set them.
const OWN_PARAMETERS: [&str; 15] = [
    "client_id",
    "client_secret",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "resource",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "max_age",
    "prompt",
    "request",
    "request_uri",
];

/// The way to the provider: return it from the handler.
///
/// ```
/// # use genkan_sdk::{Session, SessionError, SignInOptions};
/// /// For a page that leaves by itself.
/// async fn where_to(session: Session) -> Result<String, SessionError> {
///     Ok(session.sign_in(SignInOptions::default()).await?.url)
/// }
/// ```
#[derive(Debug, Clone)]
pub struct SignInRedirect {
    /// The authorization URL.
    pub url: String,
}

impl IntoResponse for SignInRedirect {
    fn into_response(self) -> Response {
        (StatusCode::SEE_OTHER, [(LOCATION, self.url)]).into_response()
    }
}

impl Session {
    /// Starts a sign-in: remembers it in a cookie of its own and gives the address to send the browser to. Whoever
    /// is signed in stays so until the new sign-in is finished.
    ///
    /// ```
    /// use genkan_sdk::{Session, SessionError, SignInOptions, SignInRedirect};
    ///
    /// async fn register(session: Session) -> Result<SignInRedirect, SessionError> {
    ///     let options = SignInOptions {
    ///         first_screen: Some("register".into()),
    ///         return_to: Some("/welcome".into()),
    ///         ..SignInOptions::default()
    ///     };
    ///     session.sign_in(options).await
    /// }
    /// ```
    pub async fn sign_in(&self, options: SignInOptions) -> Result<SignInRedirect, SessionError> {
        self.slot.check_open()?;
        let inner = &self.genkan().inner;
        let config = &inner.config;
        let base = self.slot.base()?;
        let redirect_uri = redirect_uri(config, &base, &options)?;
        let document = inner.provider.document().await?;
        if options.clear_tokens {
            self.forget().await?;
        }

        let mut bytes = Zeroizing::new([0_u8; 32]);
        config.random.fill(bytes.as_mut());
        let verifier = CodeVerifier::from_random(&bytes);
        let random = || random_text::<32>(config.random.as_ref());
        let now = self.genkan().now();
        let transaction = Transaction {
            iat: now,
            exp: now + LIFETIME,
            state: random(),
            nonce: random(),
            code_verifier: Secret::new(verifier.expose()),
            issuer: document.issuer.clone(),
            max_age: options.max_age,
            redirect_uri,
            return_to: landing(config, &base, options.return_to.as_deref()),
        };
        let mut url = Url::parse(&document.authorization_endpoint)
            .map_err(|_| ProviderUnavailable("its authorization endpoint is no URL".into()))?;
        url.query_pairs_mut()
            .append_pair("client_id", &config.app_id)
            .append_pair("redirect_uri", &transaction.redirect_uri)
            .append_pair("response_type", "code")
            .append_pair("scope", &config.scopes.join(" "))
            .append_pair("state", &transaction.state)
            .append_pair("nonce", &transaction.nonce)
            .append_pair("code_challenge", verifier.challenge().as_str())
            .append_pair("code_challenge_method", S256)
            .extend_pairs(config.resources.iter().map(|resource| ("resource", resource)))
            .extend_pairs(optional_parameters(config, &options));
        self.slot.begin(&transaction)?;
        Ok(SignInRedirect { url: url.into() })
    }
}

fn optional_parameters(config: &Config, options: &SignInOptions) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut push = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            pairs.push((name.to_owned(), value.to_owned()));
        }
    };
    push("prompt", options.prompt.as_deref().or(config.prompt.as_deref()));
    push("login_hint", options.login_hint.as_deref());
    push("first_screen", options.first_screen.as_deref());
    push("identifier", Some(&options.identifiers.join(" ")));
    push("max_age", options.max_age.map(|seconds| seconds.to_string()).as_deref());
    push("direct_sign_in", options.direct_sign_in.as_deref());
    push("ui_locales", options.ui_locales.as_deref());
    for (name, value) in &options.extra {
        let taken = OWN_PARAMETERS.contains(&name.as_str()) || pairs.iter().any(|(pushed, _)| pushed == name);
        if !taken {
            pairs.push((name.clone(), value.clone()));
        }
    }
    pairs
}

/// The callback of this sign-in, on this site.
fn redirect_uri(config: &Config, base: &Url, options: &SignInOptions) -> Result<String, SessionError> {
    let Some(path) = options.callback_path.as_deref() else {
        return Ok(config.absolute(base, &config.paths.callback));
    };
    let plain =
        ReturnTo::parse(base, path).is_some_and(|parsed| parsed.as_str() == path && parsed.path() == path);
    if plain { Ok(config.absolute(base, path)) } else { Err(SessionError::InvalidParameter("callback path")) }
}

/// Where to land: the wish when it is a path of this site and none of the SDK's own routes, else the configured one.
fn landing(config: &Config, base: &Url, wish: Option<&str>) -> String {
    let Paths { sign_in, callback, sign_out, backchannel_logout, after_sign_in, .. } = &config.paths;
    let own = [sign_in, callback, sign_out, backchannel_logout].map(|path| config.local(path));
    wish.and_then(|wish| ReturnTo::parse(base, wish))
        .filter(|path| !own.iter().any(|own| own == path.path()))
        .map_or_else(|| config.local(after_sign_in), |path| path.as_str().to_owned())
}

/// `GET` or `POST` the sign-in path, with an optional `returnTo` in the query or the form.
pub(super) async fn sign_in(
    method: Method,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
    session: Session,
    form: Result<RawForm, RawFormRejection>,
) -> Response {
    if is_prefetch(&headers) || method == Method::HEAD {
        return (StatusCode::NO_CONTENT, [(CACHE_CONTROL, HeaderValue::from_static("no-store"))])
            .into_response();
    }
    session.genkan().inner.config.base.warn_about_another_host(&headers);
    let body = form.ok().filter(|_| method == Method::POST).map(|RawForm(body)| body).unwrap_or_default();
    let return_to = [query.unwrap_or_default().as_bytes(), &body]
        .into_iter()
        .filter_map(|part| Parameters::from_form(part).ok())
        .find_map(|parameters| parameters.get("returnTo").map(str::to_owned));
    match session.sign_in(SignInOptions { return_to, ..SignInOptions::default() }).await {
        Ok(redirect) => redirect.into_response(),
        Err(error) => {
            tracing::error!(%error, "a sign-in could not be started");
            let config = session.genkan().config();
            let again = config.local(&config.paths.sign_in);
            config.error_page.render(&error.into(), &headers, &again)
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn config() -> Config {
        Config::builder()
            .endpoint("https://auth.example")
            .app_id("app")
            .base_url("https://app.example/shop")
            .cookie_secret("0123456789abcdef0123456789abcdef")
            .build()
            .unwrap()
    }

    #[test]
    fn the_landing_is_on_this_site_and_no_loop() {
        let landing = |wish| landing(&config(), &config().base.first(), wish);
        assert_eq!(landing(Some("/shop/orders?page=2")), "/shop/orders?page=2");
        for wish in [None, Some("//evil.example"), Some("/shop/sign-in?returnTo=/"), Some("/shop/sign-out")] {
            assert_eq!(landing(wish), "/shop/", "{wish:?}");
        }
    }

    #[test]
    fn extra_parameters_add_but_never_replace() {
        let extra = |name: &str| (name.to_owned(), "evil".to_owned());
        let options = SignInOptions {
            login_hint: Some("mio".into()),
            prompt: Some("login".into()),
            extra: ["redirect_uri", "state", "login_hint", "prompt", "organization_id"].map(extra).to_vec(),
            ..SignInOptions::default()
        };
        let pairs = optional_parameters(&config(), &options);
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["prompt", "login_hint", "organization_id"]);
        assert_eq!(pairs[0].1, "login");
    }
}
