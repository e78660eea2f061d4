use askama::Template;

use crate::pages::{Host, Locale, Page, PageLink};

/// A page of the flow that only says something: forgotten password, suspended account, company sign-in.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in/notice.html")]
pub struct NoticePage {
    /// The frame.
    pub page: Page,
    /// Message key of the heading.
    pub key: &'static str,
    /// What it says.
    pub text: String,
    /// Where to go from here.
    pub back: Option<PageLink>,
    /// Whether that is the lesser thing to do.
    pub quiet: bool,
}

impl NoticePage {
    /// The heading `key` with the text `{key}-text` (`{key}-text-app` under a host, where there is one).
    pub fn new(page: Page, key: &'static str, sign_in: Option<String>) -> Self {
        let (plain, with_app) = (format!("{key}-text"), format!("{key}-text-app"));
        let text = match &page.host {
            Some(host) if page.locale.has(&with_app) => page.locale.t_with(&with_app, "app", &host.name),
            _ => page.locale.t(&plain).into_owned(),
        };
        let back =
            sign_in.map(|href| PageLink { label: page.locale.t("back-to-sign-in").into_owned(), href });
        Self { page, key, text, back, quiet: false }
    }

    /// A filled-in example.
    pub fn sample(locale: Locale) -> Self {
        let page = Page { here: Some("/forgot-password?app_id=a".into()), ..Page::new(locale) }
            .hosted_by(Some(Host::new("Teahouse", None)));
        Self::new(page, "forgot-password", Some("/sign-in?app_id=a".into()))
    }

    /// Another.
    pub fn sample_suspended(locale: Locale) -> Self {
        let page = Page { here: Some("/account-suspended".into()), ..Page::new(locale) }
            .hosted_by(Some(Host::new("Teahouse", None)));
        Self::new(page, "account-suspended", None)
    }

    /// Another: the end of the device flow.
    pub fn sample_device(locale: Locale) -> Self {
        Self::new(Page { here: Some("/device/success".into()), ..Page::new(locale) }, "device-success", None)
    }

    /// Another.
    pub fn sample_single_sign_on(locale: Locale) -> Self {
        let page = Page { here: Some("/single-sign-on?app_id=a".into()), ..Page::new(locale) };
        Self::new(page, "single-sign-on", Some("/sign-in?app_id=a".into()))
    }
}
