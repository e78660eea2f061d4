//! Pages that say one thing: errors, signed out, unknown session, and forms that send themselves.

use askama::Template;

use super::{Host, Locale, Page, PageLink};

/// Something went wrong: a sentence, the request id, a way back.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/error.html")]
pub struct ErrorPage {
    /// The frame.
    pub page: Page,
    /// Message key of the heading, e.g. `error-not-found`.
    pub title_key: &'static str,
    /// What was seen and what to do, in words.
    pub message: String,
    /// Leads to the log line.
    pub request_id: Option<String>,
    /// The way back.
    pub back: Option<PageLink>,
}

impl ErrorPage {
    /// The heading `title_key` with the text of `{title_key}-text`.
    pub fn new(page: Page, title_key: &'static str) -> Self {
        let message = page.locale.t(&format!("{title_key}-text")).into_owned();
        Self { page, title_key, message, request_id: None, back: None }
    }

    /// With the id that is in the log.
    #[must_use]
    pub fn with_request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request_id = Some(request_id.into());
        self
    }

    /// A filled-in example.
    pub fn sample(locale: Locale) -> Self {
        let page = Page { here: Some("/nowhere".into()), ..Page::new(locale) };
        let back = Some(PageLink {
            label: locale.t_with("error-back", "app", "Teahouse"),
            href: "https://teahouse.example".into(),
        });
        Self { back, ..Self::new(page, "error-not-found").with_request_id("q7m2c9x4tb1s") }
    }
}

/// The session is over.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/signed_out.html")]
pub struct SignedOut {
    /// The frame.
    pub page: Page,
}

impl SignedOut {
    /// A filled-in example.
    pub fn sample(locale: Locale) -> Self {
        let host = Some(Host::new("Teahouse", None));
        Self {
            page: Page { here: Some("/oidc/session/end/success".into()), ..Page::new(locale) }
                .hosted_by(host),
        }
    }
}

/// Somebody arrived at a sign-in page without a pending sign-in.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/unknown_session.html")]
pub struct UnknownSession {
    /// The frame.
    pub page: Page,
}

impl UnknownSession {
    /// A filled-in example.
    pub fn sample(locale: Locale) -> Self {
        Self { page: Page { here: Some("/unknown-session".into()), ..Page::new(locale) } }
    }
}

/// A form with a visible button that the script presses at once. Without JavaScript the person presses it.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/auto_submit.html")]
pub struct AutoSubmit {
    /// The frame.
    pub page: Page,
    /// `continue` or `sign-out`: selects the words.
    pub purpose: &'static str,
    /// Where the form goes.
    pub action: String,
    /// Hidden fields.
    pub fields: Vec<(String, String)>,
    /// Whether the script presses the button; false asks the person.
    pub automatic: bool,
    /// Where “no” leads, when the person is asked.
    pub cancel: Option<String>,
}

impl AutoSubmit {
    /// Carries an answer on to an application (`response_mode=form_post`).
    pub fn proceed(page: Page, action: impl Into<String>, fields: Vec<(String, String)>) -> Self {
        Self { page, purpose: "continue", action: action.into(), fields, automatic: true, cancel: None }
    }

    /// Asks whether to sign out. `automatic` when an ID token hint or the client has settled it.
    pub fn sign_out(
        page: Page,
        action: impl Into<String>,
        fields: Vec<(String, String)>,
        automatic: bool,
    ) -> Self {
        Self { page, purpose: "sign-out", action: action.into(), fields, automatic, cancel: None }
    }

    fn asks_to_sign_out(&self) -> bool {
        self.purpose == "sign-out"
    }

    /// A filled-in example.
    pub fn sample(locale: Locale) -> Self {
        let host = Some(Host::new("Teahouse", None));
        let fields = vec![("code".into(), "a\"b".into()), ("state".into(), "<x>".into())];
        Self::proceed(Page::new(locale).hosted_by(host), "https://teahouse.example/callback", fields)
    }

    /// Another: the question whether to sign out.
    pub fn sample_sign_out(locale: Locale) -> Self {
        let host = Some(Host::new("Teahouse", None));
        let page = Page { here: Some("/oidc/session/end".into()), ..Page::new(locale) }.hosted_by(host);
        let fields = vec![("xsrf".into(), "token".into()), ("logout".into(), "yes".into())];
        Self { cancel: Some("/".into()), ..Self::sign_out(page, "/oidc/session/end/confirm", fields, false) }
    }
}
