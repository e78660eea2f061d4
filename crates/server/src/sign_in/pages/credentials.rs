use askama::Template;

use crate::pages::{Field, Host, Locale, Page, Summary};

/// Identifier and password: signing in and creating an account share the form.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in/credentials.html")]
pub struct CredentialsPage {
    /// The frame.
    pub page: Page,
    /// “Sign in”, “Create an account”.
    pub heading: String,
    /// What was refused, when the form came back.
    pub summary: Option<Summary>,
    /// Where the form goes, with its query.
    pub action: String,
    /// Bound to the interaction.
    pub csrf: String,
    /// Who.
    pub identifier: Field,
    /// Proof.
    pub password: Field,
    /// Link for a forgotten password.
    pub forgot: Option<String>,
    /// Words of the button.
    pub submit: String,
    /// A line about terms, below the button.
    pub terms: Option<String>,
    /// Link to the form with every identifier (filtered forms only).
    pub all_options: Option<String>,
    /// Question, words and link to the other form: register, or sign in.
    pub switch: Option<(String, String, String)>,
}

impl CredentialsPage {
    /// A filled-in example: signing in.
    pub fn sample(locale: Locale) -> Self {
        let page = Page { here: Some("/sign-in?app_id=a".into()), ..Page::new(locale) }
            .hosted_by(Some(Host::new("Teahouse", None)));
        let t = |key: &str| locale.t(key).into_owned();
        Self {
            heading: page.locale.t("sign-in").into_owned(),
            summary: None,
            action: "/sign-in?app_id=a".into(),
            csrf: "token".into(),
            identifier: Field {
                autocomplete: "username",
                autofocus: true,
                ..Field::new("identifier", t("username-email"))
            },
            password: Field {
                kind: "password",
                autocomplete: "current-password",
                enter: "go",
                toggle: Some((t("password-show"), t("password-hide"))),
                ..Field::new("password", t("password"))
            },
            forgot: Some("/forgot-password?app_id=a".into()),
            submit: t("sign-in-action"),
            terms: None,
            all_options: None,
            switch: Some((t("register-invitation"), t("register-link"), "/register?app_id=a".into())),
            page,
        }
    }

    /// Another: wrong password, and a long name.
    pub fn sample_refused(locale: Locale) -> Self {
        let mut sample = Self::sample(locale);
        let label = sample.identifier.label.to_lowercase();
        sample.page =
            sample.page.hosted_by(Some(Host::new("The Northern Teahouse and Ceramics Cooperative", None)));
        sample.summary = Some(Summary::new(locale.t_with("credentials-wrong", "identifier", &label)));
        sample.identifier.value = "hana@example.com".into();
        sample.identifier.autofocus = false;
        sample
    }

    /// Another: creating an account, with a refused password.
    pub fn sample_register(locale: Locale) -> Self {
        let mut sample = Self::sample(locale);
        let t = |key: &str| locale.t(key).into_owned();
        sample.page = sample
            .page
            .link("terms-link", Some("https://teahouse.example/terms"))
            .link("privacy-link", Some("https://teahouse.example/privacy"));
        sample.heading = sample.page.locale.t("register").into_owned();
        sample.submit = t("register-action");
        sample.identifier.value = "hana@example.com".into();
        sample.identifier.autofocus = false;
        sample.password.autocomplete = "new-password";
        sample.password.hint = Some(locale.t_args("password-hint", &[("min", 8.into())]));
        sample.password.error = Some(t("password-common"));
        sample.summary = Summary::of(t("summary"), &[&sample.identifier, &sample.password]);
        sample.forgot = None;
        sample.terms = Some(t("terms-note"));
        sample.all_options = Some("/register?app_id=a".into());
        sample.switch = Some((t("sign-in-invitation"), t("sign-in-link"), "/sign-in?app_id=a".into()));
        sample
    }
}
