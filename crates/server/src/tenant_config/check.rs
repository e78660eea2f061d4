use std::collections::BTreeSet;

use super::{TenantConfig, document::ScopesByResource};
use crate::{settings::IdTokenSettings, webhooks::Event};

/// Something wrong in a file.
#[derive(Debug)]
pub(super) struct Problem {
    /// The way to it from the top: names and indices.
    pub(super) at: Vec<String>,
    /// What is wrong and what would be right.
    pub(super) message: String,
}

/// Collects problems, each with the way to its place.
struct Problems<'a>(&'a mut Vec<Problem>);

impl Problems<'_> {
    fn add(&mut self, at: &[&str], message: impl Into<String>) {
        let at = at.iter().map(|&segment| segment.to_owned()).collect();
        self.0.push(Problem { at, message: message.into() });
    }

    fn names<'b>(
        &mut self,
        list: &str,
        member: &str,
        what: &str,
        longest: usize,
        names: impl Iterator<Item = &'b str>,
    ) {
        let mut seen = BTreeSet::new();
        for (index, name) in names.enumerate() {
            let (index, path) = (index.to_string(), list.split('.'));
            let at: Vec<&str> = path.chain([index.as_str(), member]).collect();
            let length = name.chars().count();
            if length == 0 || length > longest || name.contains('\0') {
                self.add(&at, format!("the {member} of {what} has 1 to {longest} characters"));
            } else if !seen.insert(name) {
                self.add(&at, format!("there are two entries for {what} {name:?}; keep one"));
            }
        }
    }

    fn scope_names<'b>(&mut self, at: &[&str], names: impl Iterator<Item = &'b String>) {
        for name in names {
            if name.is_empty() || name.chars().count() > 256 || name.chars().any(char::is_whitespace) {
                let at: Vec<&str> = at.iter().copied().chain([name.as_str()]).collect();
                self.add(&at, "the name of a scope has 1 to 256 characters and no white space");
            }
        }
    }
}

/// What can be told from the file alone.
pub(super) fn check(config: &TenantConfig, problems: &mut Vec<Problem>) {
    let mut problems = Problems(problems);
    let template = &config.organization_template;
    problems.names(
        "resources",
        "indicator",
        "resource",
        2048,
        config.resources.iter().map(|r| r.indicator.as_str()),
    );
    problems.names("roles", "name", "role", 128, config.roles.iter().map(|r| r.name.as_str()));
    problems.names(
        "organizationTemplate.roles",
        "name",
        "organization role",
        128,
        template.roles.iter().map(|r| r.name.as_str()),
    );
    problems.names(
        "applications",
        "name",
        "application",
        256,
        config.applications.iter().map(|a| a.name.as_str()),
    );
    problems.names("hooks", "name", "webhook", 256, config.hooks.iter().map(|h| h.name.as_str()));
    let mut defaults = 0;
    for (index, resource) in config.resources.iter().enumerate() {
        let index = index.to_string();
        problems.scope_names(&["resources", &index, "scopes"], resource.scopes.keys());
        if resource.name.is_empty() {
            problems.add(&["resources", &index, "name"], "a resource has a name to show");
        }
        defaults += usize::from(resource.is_default);
        if resource.is_default && defaults > 1 {
            problems.add(&["resources", &index, "isDefault"], "only one resource can be the default");
        }
    }
    for (index, role) in config.roles.iter().enumerate() {
        if role.description.is_empty() {
            problems.add(&["roles", &index.to_string(), "description"], "a role has a description");
        }
    }
    problems.scope_names(&["organizationTemplate", "scopes"], template.scopes.keys());
    if config.session.is_some_and(|session| !(1..=31_536_000).contains(&session.ttl)) {
        problems.add(&["session", "ttl"], "a session lasts 1 to 31536000 seconds");
    }
    let claims = config.id_token.iter().flat_map(|own| &own.enabled_extended_claims);
    for (at, claim) in claims.enumerate() {
        if !IdTokenSettings::EXTENDED_CLAIMS.contains(&claim.as_str()) {
            let known = IdTokenSettings::EXTENDED_CLAIMS.join(", ");
            problems.add(
                &["idToken", "enabledExtendedClaims", &at.to_string()],
                format!("{claim:?} is none of {known}"),
            );
        }
    }
    for (index, hook) in config.hooks.iter().enumerate() {
        let index = index.to_string();
        if hook.retries.is_some_and(|retries| !(0..=3).contains(&retries)) {
            problems.add(&["hooks", &index, "retries"], "a delivery is repeated 0 to 3 times");
        }
        if hook.events.is_empty() {
            problems.add(&["hooks", &index, "events"], "a webhook has at least one event");
        }
        for (at, event) in hook.events.iter().enumerate() {
            if Event::parse(event).is_none() {
                problems.add(
                    &["hooks", &index, "events", &at.to_string()],
                    format!("{event:?} is no event; User.Created and PostSignIn are some"),
                );
            }
        }
        if !url::Url::parse(&hook.url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
            problems.add(&["hooks", &index, "url"], "a webhook's url is an http(s) URL");
        }
    }
}

/// What a file refers to by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// Indicator and scope name.
    pub(super) scopes: BTreeSet<(String, String)>,
    /// Names of roles.
    pub(super) roles: BTreeSet<String>,
    /// Names of organization scopes.
    pub(super) organization_scopes: BTreeSet<String>,
}

impl Names {
    /// Those a configuration defines.
    pub(super) fn of(config: &TenantConfig) -> Self {
        let scopes = config.resources.iter().flat_map(|resource| {
            resource.scopes.keys().map(|name| (resource.indicator.clone(), name.clone()))
        });
        Self {
            scopes: scopes.collect(),
            roles: config.roles.iter().map(|role| role.name.clone()).collect(),
            organization_scopes: config.organization_template.scopes.keys().cloned().collect(),
        }
    }

    /// Adds what another one has.
    pub(super) fn extend(&mut self, other: Self) {
        self.scopes.extend(other.scopes);
        self.roles.extend(other.roles);
        self.organization_scopes.extend(other.organization_scopes);
    }
}

/// Everything a configuration names and `known` does not have, a sentence each.
pub(super) fn unknown_names(config: &TenantConfig, known: &Names) -> Vec<String> {
    let mut found = Vec::new();
    let mut scopes = |who: &str, scopes: &ScopesByResource| {
        for (indicator, names) in scopes {
            for name in names {
                if !known.scopes.contains(&(indicator.clone(), name.clone())) {
                    found.push(format!(
                        "{who} names the scope {name} of {indicator}, which does not exist; add it to [resources.scopes] \
                         of that resource"
                    ));
                }
            }
        }
    };
    for role in &config.roles {
        scopes(&format!("role {:?}", role.name), &role.scopes);
    }
    for role in &config.organization_template.roles {
        scopes(&format!("organization role {:?}", role.name), &role.resource_scopes);
    }
    for application in &config.applications {
        let who = format!("application {:?}", application.name);
        scopes(&who, &application.consent_scopes.resource);
        scopes(&who, &application.consent_scopes.organization_resource);
    }
    let mut organization_scopes = |who: String, names: &[String]| {
        for name in names.iter().filter(|&name| !known.organization_scopes.contains(name)) {
            found.push(format!(
                "{who} names the organization scope {name}, which does not exist; add it to \
                 [organizationTemplate.scopes]"
            ));
        }
    };
    for role in &config.organization_template.roles {
        organization_scopes(format!("organization role {:?}", role.name), &role.scopes);
    }
    for application in &config.applications {
        let who = format!("application {:?}", application.name);
        organization_scopes(who, &application.consent_scopes.organization);
    }
    for application in &config.applications {
        for role in application.roles.iter().filter(|&role| !known.roles.contains(role)) {
            found.push(format!(
                "application {:?} names the role {role:?}, which does not exist; add it to [[roles]]",
                application.name
            ));
        }
    }
    found
}
