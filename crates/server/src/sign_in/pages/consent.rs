use askama::Template;

use crate::pages::{Host, Locale, Page};

/// Who asks, for what, in plain words; refusing is as easy as allowing.
///
/// The form posts `csrf` and `decision` = `allow` | `deny` to `action`.
#[derive(Clone, Debug, Template)]
#[template(path = "sign_in/consent.html")]
pub struct ConsentPage {
    /// The frame; its host is the application that asks.
    pub page: Page,
    /// Whose account: name, e-mail address or username.
    pub user_label: String,
    /// What is asked for, by meaning.
    pub groups: Vec<ScopeGroup>,
    /// Bound to the interaction.
    pub csrf: String,
    /// Where the answer goes, with its query.
    pub action: String,
    /// Origin of the redirect URI.
    pub return_to: Option<String>,
    /// The person's organizations; the form posts `organization` for each chosen one.
    pub organizations: Vec<OrganizationChoice>,
    /// Where another account can be chosen.
    pub switch_at: Option<String>,
}

/// An organization that can be opened to the application.
#[derive(Clone, Debug)]
pub struct OrganizationChoice {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// It is open already.
    pub is_open: bool,
}

/// An API resource's name, and the scopes asked for with their descriptions.
pub type ResourceScopes = (String, Vec<(String, Option<String>)>);

/// Scopes that belong together.
#[derive(Clone, Debug)]
pub struct ScopeGroup {
    /// Heading.
    pub title: String,
    /// One line per scope.
    pub lines: Vec<ScopeLine>,
}

/// One scope in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeLine {
    /// What it allows.
    pub text: String,
    /// More about it.
    pub detail: Option<String>,
}

impl ConsentPage {
    /// A page for what `page.host` asks: OpenID Connect scope names, and per API resource its name with
    /// (scope, description) pairs. `openid` goes without saying unless nothing else is asked.
    pub fn new(
        page: Page,
        user_label: impl Into<String>,
        scopes: &[&str],
        resources: &[ResourceScopes],
        csrf: impl Into<String>,
        action: impl Into<String>,
    ) -> Self {
        let groups = groups(&page, scopes, resources);
        Self {
            page,
            user_label: user_label.into(),
            groups,
            csrf: csrf.into(),
            action: action.into(),
            return_to: None,
            organizations: Vec::new(),
            switch_at: None,
        }
    }

    /// Asks which organizations to open, and says what the application wants to do there: pairs of scope and
    /// description.
    #[must_use]
    pub fn with_organizations(
        mut self,
        scopes: &[(String, Option<String>)],
        choices: Vec<OrganizationChoice>,
    ) -> Self {
        if !scopes.is_empty() {
            self.groups.push(ScopeGroup {
                title: self.page.locale.t("consent-organization-scopes").into_owned(),
                lines: scopes
                    .iter()
                    .map(|(scope, description)| resource_line(scope, description.as_deref()))
                    .collect(),
            });
        }
        self.organizations = choices;
        self
    }

    /// Says where the person can sign in as somebody else.
    #[must_use]
    pub fn switching_at(mut self, address: impl Into<String>) -> Self {
        self.switch_at = Some(address.into());
        self
    }

    /// The application's name.
    fn app(&self) -> &str {
        self.page.host.as_ref().map_or("", |host| &host.name)
    }

    /// Says where the answer leads: the origin of the redirect URI.
    #[must_use]
    pub fn returning_to(mut self, origin: Option<String>) -> Self {
        self.return_to = origin;
        self
    }

    /// The heading, naming the application.
    fn heading(&self) -> String {
        self.page.greeting("consent")
    }

    /// A filled-in example.
    pub fn sample(locale: Locale) -> Self {
        let page = Page { here: Some("/consent?app_id=a".into()), ..Page::new(locale) }
            .hosted_by(Some(Host::new("Teahouse Ledger", None)));
        let resources = [(
            "Teahouse API".to_owned(),
            vec![
                ("read:orders".to_owned(), Some("Read your orders and receipts".to_owned())),
                ("write:orders".to_owned(), None),
            ],
        )];
        let organization = |id: &str, name: &str, is_open| OrganizationChoice {
            id: id.to_owned(),
            name: name.to_owned(),
            is_open,
        };
        let scopes = ["profile", "email", "urn:logto:scope:organizations"];
        Self::new(page, "hana@example.com", &scopes, &resources, "token", "/consent?app_id=a")
            .with_organizations(
                &[("read:stock".to_owned(), Some("Read the stock of tea".to_owned()))],
                vec![organization("o1", "Kissaten Shibuya", true), organization("o2", "Tea Growers", false)],
            )
            .switching_at("/switch-account?app_id=a")
            .returning_to(Some("https://ledger.teahouse.example".into()))
    }
}

fn groups(page: &Page, scopes: &[&str], resources: &[ResourceScopes]) -> Vec<ScopeGroup> {
    let locale = page.locale;
    let mut you: Vec<ScopeLine> =
        scopes.iter().filter(|scope| **scope != "openid").map(|scope| line(page, scope)).collect();
    let mut groups: Vec<ScopeGroup> = resources
        .iter()
        .filter(|(_, scopes)| !scopes.is_empty())
        .map(|(name, scopes)| ScopeGroup {
            title: locale.t_with("consent-resource", "resource", name),
            lines: scopes
                .iter()
                .map(|(scope, description)| resource_line(scope, description.as_deref()))
                .collect(),
        })
        .collect();
    if groups.is_empty() && scopes.iter().all(|scope| matches!(*scope, "openid" | "offline_access")) {
        you.insert(0, line(page, "openid"));
    }
    if !you.is_empty() {
        groups.insert(0, ScopeGroup { title: locale.t("consent-you").into_owned(), lines: you });
    }
    groups
}

/// A scope of the user's own data, in words; a name we have no words for stands for itself.
fn line(page: &Page, scope: &str) -> ScopeLine {
    let name = scope.strip_prefix("urn:logto:scope:").unwrap_or(scope);
    let key = format!("scope-{name}");
    let app = page.host.as_ref().map_or("", |host| &host.name);
    let text = if page.locale.has(&key) { page.locale.t_with(&key, "app", app) } else { scope.to_owned() };
    ScopeLine { text, detail: None }
}

fn resource_line(scope: &str, description: Option<&str>) -> ScopeLine {
    match description.filter(|text| !text.trim().is_empty()) {
        Some(text) => ScopeLine { text: text.to_owned(), detail: Some(scope.to_owned()) },
        None => ScopeLine { text: scope.to_owned(), detail: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_become_words_and_strangers_stay_themselves() {
        let page = Page::new(Locale::En);
        assert_eq!(line(&page, "email").text, "See your email address");
        assert_eq!(
            line(&page, "urn:logto:scope:organizations").text,
            "See which organizations you belong to"
        );
        assert_eq!(line(&page, "a<b").text, "a<b");
        let lines = |scopes: &[&str]| {
            let groups = groups(&page, scopes, &[]);
            groups[0].lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(lines(&["openid", "email"]), ["See your email address"]);
        assert_eq!(
            lines(&["openid", "offline_access"]),
            ["Know who you are", "Stay connected while you are away"]
        );
        assert_eq!(lines(&[]), ["Know who you are"]);
    }
}
