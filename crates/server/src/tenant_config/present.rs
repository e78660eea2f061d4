use std::collections::{BTreeMap, BTreeSet};

use genkan_database::{Conn, DbError};

use super::{
    Application, ConsentScopes, Error, Hook, OrganizationRole, OrganizationTemplate, Resource, Role,
    RoleType, ScopesByResource, Secrets, TenantConfig, check::Names,
};
use crate::{
    app::App,
    applications::{self, ApplicationType},
    clock::Timestamp,
    ids::{ClientId, HookId, OrganizationRoleId, OrganizationScopeId, ResourceId, RoleId, ScopeId},
    organizations, resources,
    roles::{self, RoleFilter},
    secrets::Token,
    settings, webhooks,
};

/// What is there: the configuration, and the ids behind its names.
#[derive(Debug, Default)]
pub(super) struct Present {
    pub(super) config: TenantConfig,
    /// With the management API, which is no part of the configuration and can be referred to.
    pub(super) resources: BTreeMap<String, ResourceId>,
    /// By indicator and name.
    pub(super) scopes: BTreeMap<(String, String), ScopeId>,
    pub(super) roles: BTreeMap<String, RoleId>,
    pub(super) organization_scopes: BTreeMap<String, OrganizationScopeId>,
    pub(super) organization_roles: BTreeMap<String, OrganizationRoleId>,
    pub(super) applications: BTreeMap<String, ClientId>,
    pub(super) hooks: BTreeMap<String, HookId>,
    /// Secrets that authenticate now, by application.
    pub(super) secrets: BTreeMap<String, Vec<Token>>,
    /// By webhook.
    pub(super) signing_keys: BTreeMap<String, Token>,
    /// By webhook.
    pub(super) headers: BTreeMap<String, BTreeMap<String, String>>,
    /// The management API's scopes, which no file makes.
    pub(super) built_in: Names,
}

impl Present {
    /// Reads everything. Names that do not tell things apart are an error.
    pub(super) async fn read(app: &App, conn: &mut Conn) -> Result<Self, Error> {
        let mut present = Self::default();
        present.read_resources(conn).await?;
        present.read_roles(conn).await?;
        present.read_template(conn).await?;
        let mut unclear = present.read_applications(app, conn).await?;
        unclear.extend(present.read_hooks(app, conn).await?);
        if !unclear.is_empty() {
            return Err(Error::Unclear(unclear));
        }
        present.sort();
        let mut experience = settings::sign_in_experience(conn).await?;
        // Kept by the server.
        experience.password_expiration.enabled_at = None;
        present.config.sign_in_experience = Some(experience);
        present.config.id_token = Some(settings::id_token(conn).await?);
        present.config.session = Some(settings::session(conn).await?);
        Ok(present)
    }

    async fn read_resources(&mut self, conn: &mut Conn) -> Result<(), DbError> {
        let mut built_in = BTreeSet::new();
        for resource in resources::load(conn).await?.iter() {
            let indicator = &resource.indicator;
            self.resources.insert(indicator.clone(), resource.id.clone());
            for scope in &resource.scopes {
                let key = (indicator.clone(), scope.name.clone());
                self.scopes.insert(key.clone(), scope.id.clone());
                if resource.is_management_api() {
                    built_in.insert(key);
                }
            }
            if !resource.is_management_api() {
                let described = |scope: &resources::ResourceScope| {
                    (scope.name.clone(), scope.description.clone().unwrap_or_default())
                };
                self.config.resources.push(Resource {
                    indicator: indicator.clone(),
                    name: resource.name.clone(),
                    access_token_ttl: resource.access_token_ttl,
                    is_default: resource.is_default,
                    scopes: resource.scopes.iter().map(described).collect(),
                });
            }
        }
        self.built_in.scopes = built_in;
        Ok(())
    }

    async fn read_roles(&mut self, conn: &mut Conn) -> Result<(), DbError> {
        for role in roles::list(conn, &RoleFilter::default()).await? {
            let scopes = resources::scopes_of_role(conn, &role.id).await?;
            self.config.roles.push(Role {
                name: role.name.clone(),
                description: role.description,
                role_type: role_type(role.role_type),
                is_default: role.is_default,
                scopes: self.by_resource(scopes.iter().map(|scope| &scope.id)),
            });
            self.roles.insert(role.name, role.id);
        }
        Ok(())
    }

    async fn read_template(&mut self, conn: &mut Conn) -> Result<(), DbError> {
        let mut template = OrganizationTemplate::default();
        for scope in organizations::scopes::list(conn, None, i64::MAX, 0).await? {
            template.scopes.insert(scope.name.clone(), scope.description.unwrap_or_default());
            self.organization_scopes.insert(scope.name, scope.id);
        }
        for listed in organizations::roles::list(conn, None, i64::MAX, 0).await? {
            let role = listed.role;
            template.roles.push(OrganizationRole {
                name: role.name.clone(),
                description: role.description.unwrap_or_default(),
                role_type: role_type(role.role_type),
                scopes: listed.scopes.into_iter().map(|scope| scope.name).collect(),
                resource_scopes: self.by_resource(listed.resource_scopes.iter().map(|scope| &scope.id)),
            });
            self.organization_roles.insert(role.name, role.id);
        }
        self.config.organization_template = template;
        Ok(())
    }

    async fn read_applications(&mut self, app: &App, conn: &mut Conn) -> Result<Vec<String>, DbError> {
        let mut unclear = Vec::new();
        for application in applications::list(conn).await? {
            // Made by the server for a SAML application, not by an operator.
            if application.application_type == ApplicationType::Saml {
                continue;
            }
            let (id, name) = (application.id, application.name);
            if let Some(other) = self.applications.insert(name.clone(), id.clone()) {
                unclear.push(format!(
                    "two applications are named {name:?} ({other} and {id}); rename one of them"
                ));
                continue;
            }
            let consent = applications::consent_scopes(conn, &id).await?;
            let ids = |scopes: &[applications::ResourceConsentScope]| {
                scopes.iter().map(|scope| scope.id.clone()).collect::<Vec<_>>()
            };
            let consent_scopes = ConsentScopes {
                user: consent.user_scopes,
                organization: consent.organization_scopes.into_iter().map(|scope| scope.name).collect(),
                resource: self.by_resource(&ids(&consent.resource_scopes)),
                organization_resource: self.by_resource(&ids(&consent.organization_resource_scopes)),
            };
            let roles = roles::of_application(conn, &id).await?;
            let now: Timestamp = app.clock.now();
            let secrets = applications::list_secrets(app, conn, &id).await?;
            let live = secrets.into_iter().filter(|own| own.expires_at.is_none_or(|at| at > now));
            self.secrets.insert(name.clone(), live.map(|own| own.value).collect());
            self.config.applications.push(Application {
                name,
                application_type: application.application_type,
                description: application.description.unwrap_or_default(),
                is_third_party: application.is_third_party,
                redirect_uris: application.redirect_uris,
                post_logout_redirect_uris: application.post_logout_redirect_uris,
                backchannel_logout_uri: application.backchannel_logout_uri.unwrap_or_default(),
                backchannel_logout_session_required: application.backchannel_logout_session_required,
                logo_uri: application.logo_uri.unwrap_or_default(),
                roles: roles.into_iter().map(|role| role.name).collect(),
                secret: None,
                custom_client_metadata: application.metadata,
                custom_data: application.custom_data,
                consent_scopes,
            });
        }
        Ok(unclear)
    }

    async fn read_hooks(&mut self, app: &App, conn: &mut Conn) -> Result<Vec<String>, DbError> {
        let mut unclear = Vec::new();
        let mut hooks = webhooks::list(app, conn, i64::MAX, 0).await?;
        hooks.reverse();
        for hook in hooks {
            let (id, name) = (hook.id, hook.name);
            if name.is_empty() {
                unclear.push(format!("webhook {id} has no name; give it one"));
                continue;
            }
            if let Some(other) = self.hooks.insert(name.clone(), id.clone()) {
                unclear
                    .push(format!("two webhooks are named {name:?} ({other} and {id}); rename one of them"));
                continue;
            }
            let events = if hook.events.is_empty() { hook.event.into_iter().collect() } else { hook.events };
            self.signing_keys.insert(name.clone(), hook.signing_key);
            self.headers.insert(name.clone(), hook.config.headers.unwrap_or_default());
            self.config.hooks.push(Hook {
                name,
                events: events.iter().map(|event| event.as_str().to_owned()).collect(),
                url: hook.config.url,
                enabled: hook.enabled,
                retries: hook.config.retries,
                headers: None,
                signing_key: None,
            });
        }
        Ok(unclear)
    }

    /// By name, so that what is pulled twice is the same text.
    fn sort(&mut self) {
        let config = &mut self.config;
        config.resources.sort_by(|a, b| a.indicator.cmp(&b.indicator));
        config.roles.sort_by(|a, b| a.name.cmp(&b.name));
        config.applications.sort_by(|a, b| a.name.cmp(&b.name));
        config.hooks.sort_by(|a, b| a.name.cmp(&b.name));
        for role in &mut config.organization_template.roles {
            role.scopes.sort();
        }
        for application in &mut config.applications {
            application.roles.sort();
            application.consent_scopes.user.sort();
            application.consent_scopes.organization.sort();
        }
    }

    /// Says of a secret that `wanted` names and that is the one in use that it is from there, so that only another one
    /// is a difference.
    pub(super) fn mark_secrets(&mut self, wanted: &TenantConfig, secrets: &Secrets) {
        for own in &mut self.config.applications {
            let Some(named) = wanted.applications.iter().find(|other| other.name == own.name) else {
                continue;
            };
            let is_same = secrets.applications.get(&own.name).is_some_and(|secret| {
                self.secrets.get(&own.name).is_some_and(|known| known.contains(secret))
            });
            own.secret = named.secret.clone().filter(|_| is_same);
        }
        for own in &mut self.config.hooks {
            let Some(named) = wanted.hooks.iter().find(|other| other.name == own.name) else { continue };
            let key = secrets.signing_keys.get(&own.name);
            let is_same = key.is_some() && key == self.signing_keys.get(&own.name);
            own.signing_key = named.signing_key.clone().filter(|_| is_same);
            let headers = secrets.headers.get(&own.name).map(|headers| {
                headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.expose()))
                    .collect::<BTreeMap<_, _>>()
            });
            let known = self.headers.get(&own.name).map(|headers| {
                headers
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect::<BTreeMap<_, _>>()
            });
            own.headers = named.headers.clone().filter(|_| headers.is_some() && headers == known);
        }
    }

    /// Names of scopes by the indicators of their resources.
    fn by_resource<'a>(&self, ids: impl IntoIterator<Item = &'a ScopeId>) -> ScopesByResource {
        let wanted: BTreeSet<&ScopeId> = ids.into_iter().collect();
        let mut found = ScopesByResource::new();
        for ((indicator, name), _) in self.scopes.iter().filter(|(_, id)| wanted.contains(id)) {
            found.entry(indicator.clone()).or_default().push(name.clone());
        }
        found
    }
}

fn role_type(role_type: roles::RoleType) -> RoleType {
    match role_type {
        roles::RoleType::User => RoleType::User,
        roles::RoleType::MachineToMachine => RoleType::MachineToMachine,
    }
}
