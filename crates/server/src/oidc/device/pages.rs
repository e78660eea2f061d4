//! What the pages look like, nothing of the flow.

use askama::Template;

use crate::pages::{Field, Host, Locale, Page, Summary};

/// Where the code is typed. The form posts `xsrf` and `user_code` to `/oidc/device`.
#[derive(Clone, Debug, Template)]
#[template(path = "device/code.html")]
pub struct CodePage {
    /// The frame.
    pub page: Page,
    /// What was wrong, or how it ended.
    pub summary: Option<Summary>,
    /// Bound to this browser.
    pub xsrf: String,
    /// The code.
    pub code: Field,
}

impl CodePage {
    /// An empty form.
    pub fn new(page: Page, xsrf: String) -> Self {
        let code = Field {
            autofocus: true,
            enter: "go",
            hint: Some(page.locale.t("device-code-hint").into_owned()),
            ..Field::new("user_code", page.locale.t("device-code"))
        };
        Self { page, summary: None, xsrf, code }
    }

    /// Says what is wrong with the code, or how the flow ended. Names that mean nothing are passed over.
    pub fn refused(&mut self, error: &str) {
        let locale = self.page.locale;
        match error {
            "invalid_code" => {
                self.code.error = Some(locale.t("device-code-unknown").into_owned());
                self.summary = Summary::of(locale.t("summary"), &[&self.code]);
            }
            "aborted" | "denied" | "expired" => {
                self.summary = Some(Summary::new(locale.t(&format!("device-{error}"))));
            }
            _ => return,
        }
        self.code.autofocus = false;
    }

    /// A filled-in example.
    pub fn sample(locale: Locale) -> Self {
        Self::new(Page { here: Some("/device".into()), ..Page::new(locale) }, "token".into())
    }

    /// Another: a code no device waits with.
    pub fn sample_refused(locale: Locale) -> Self {
        let mut sample = Self::sample(locale);
        sample.code.value = "BCDF-GHJK".into();
        sample.refused("invalid_code");
        sample
    }
}

/// Whether the code is the one the person's own device shows. The form posts `xsrf`, `user_code` and `confirm` or
/// `abort` to `/oidc/device`.
#[derive(Clone, Debug, Template)]
#[template(path = "device/confirm.html")]
pub struct ConfirmPage {
    /// The frame; its host is the application on the device.
    pub page: Page,
    /// As the device shows it.
    pub code: String,
    /// Bound to this browser.
    pub xsrf: String,
}

impl ConfirmPage {
    /// The question.
    pub fn new(page: Page, code: impl Into<String>, xsrf: impl Into<String>) -> Self {
        Self { page, code: code.into(), xsrf: xsrf.into() }
    }

    fn heading(&self) -> String {
        self.page.greeting("device-confirm")
    }

    /// A filled-in example.
    pub fn sample(locale: Locale) -> Self {
        let page = Page { here: Some("/device?user_code=BCDF-GHJK".into()), ..Page::new(locale) }
            .hosted_by(Some(Host::new("Teahouse TV", None)));
        Self::new(page, "BCDF-GHJK", "token")
    }
}
