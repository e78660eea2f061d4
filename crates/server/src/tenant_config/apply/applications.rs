use super::{Action, Change, Error, Work, entry, text};
use crate::{
    applications::{
        self, ApplicationChanges, ApplicationType, ConsentScope, ConsentScopes, NewApplication,
        OidcClientMetadata,
    },
    ids::ClientId,
    tenant_config::{self, RoleType},
};

/// The name of the secret that a file gives an application.
const SECRET: &str = "From configuration";
/// The name of the one that a new application has by itself.
const DEFAULT_SECRET: &str = "Default secret";

impl Work<'_> {
    pub(super) async fn write_application(&mut self, change: &Change) -> Result<(), Error> {
        let wanted = entry(&self.wanted.applications, change, |own| &own.name)?;
        let refused = |error| Error::of_application(&change.key, error);
        let known = self.present.applications.get(&wanted.name).cloned();
        let is_new = change.action == Action::Create;
        let id = match known.filter(|_| !is_new) {
            Some(id) => {
                let changes = changes(wanted);
                applications::update(self.app, &mut self.tx, &id, changes).await.map_err(refused)?;
                id
            }
            None => {
                let new = new(wanted);
                applications::create(self.app, &mut self.tx, new).await.map_err(refused)?.0.id
            }
        };
        self.write_application_roles(change, wanted, &id).await?;
        self.write_consent_scopes(change, wanted, &id).await?;
        if let Some(secret) = self.secrets.applications.get(&wanted.name) {
            let known = self.present.secrets.get(&wanted.name);
            if !known.is_some_and(|known| known.contains(secret)) {
                if !wanted.application_type.is_confidential() {
                    let why = format!("a {} application has no secret", wanted.application_type.as_str());
                    return Err(Error::refused(&change.key, why));
                }
                applications::set_secret(self.app, &mut self.tx, &id, SECRET, secret).await?;
            }
            if is_new {
                applications::delete_secret(self.app, &mut self.tx, &id, DEFAULT_SECRET).await?;
            }
        }
        self.present.applications.insert(wanted.name.clone(), id);
        Ok(())
    }

    async fn write_application_roles(
        &mut self,
        change: &Change,
        wanted: &tenant_config::Application,
        id: &ClientId,
    ) -> Result<(), Error> {
        if !wanted.roles.is_empty() && wanted.application_type != ApplicationType::MachineToMachine {
            let why = "only a MachineToMachine application has roles; people have them otherwise";
            return Err(Error::refused(&change.key, why));
        }
        if !change.members.iter().any(|member| member.path == "roles") {
            return Ok(());
        }
        let mut roles = Vec::new();
        for name in &wanted.roles {
            let known = self.wanted.roles.iter().chain(&self.present.config.roles);
            if known.into_iter().any(|role| role.name == *name && role.role_type == RoleType::User) {
                let why = format!("the role {name:?} is for people, not for applications");
                return Err(Error::refused(&change.key, why));
            }
            roles.push(self.present.roles.get(name).cloned().ok_or(Error::Changed)?);
        }
        applications::replace_roles(self.app, &mut self.tx, id, &roles).await?;
        Ok(())
    }

    async fn write_consent_scopes(
        &mut self,
        change: &Change,
        wanted: &tenant_config::Application,
        id: &ClientId,
    ) -> Result<(), Error> {
        let own = &wanted.consent_scopes;
        if *own != tenant_config::ConsentScopes::default() && !wanted.is_third_party {
            let why = "only a third-party application asks for consent; set isThirdParty or leave consentScopes out";
            return Err(Error::refused(&change.key, why));
        }
        let management = &self.app.config.management.resource;
        if own.resource.contains_key(management) || own.organization_resource.contains_key(management) {
            let why = "a third-party application cannot ask for the management API";
            return Err(Error::refused(&change.key, why));
        }
        if !change.members.iter().any(|member| member.path.starts_with("consentScopes")) {
            return Ok(());
        }
        let scopes = ConsentScopes {
            organization_scopes: self.organization_scope_ids(&own.organization),
            resource_scopes: self.scope_ids(&own.resource),
            organization_resource_scopes: self.scope_ids(&own.organization_resource),
            user_scopes: own.user.clone(),
        };
        let held = applications::consent_scopes(&mut self.tx, id).await?;
        let organization = held.organization_scopes.into_iter().map(|own| own.id);
        let organization = organization.filter(|own| !scopes.organization_scopes.contains(own));
        let resource = held.resource_scopes.into_iter().map(|own| own.id);
        let resource = resource.filter(|own| !scopes.resource_scopes.contains(own));
        let both = held.organization_resource_scopes.into_iter().map(|own| own.id);
        let both = both.filter(|own| !scopes.organization_resource_scopes.contains(own));
        let user = held.user_scopes.into_iter().filter(|own| !scopes.user_scopes.contains(own));
        let gone: Vec<ConsentScope> = organization
            .map(ConsentScope::Organization)
            .chain(resource.map(ConsentScope::Resource))
            .chain(both.map(ConsentScope::OrganizationResource))
            .chain(user.map(ConsentScope::User))
            .collect();
        for scope in &gone {
            applications::remove_consent_scope(self.app, &mut self.tx, id, scope).await?;
        }
        applications::add_consent_scopes(self.app, &mut self.tx, id, &scopes).await?;
        Ok(())
    }

    pub(super) async fn delete_application(&mut self, change: &Change) -> Result<(), Error> {
        let id = self.present.applications.remove(&change.key.name).ok_or(Error::Changed)?;
        applications::delete(self.app, &mut self.tx, &id).await?;
        Ok(())
    }
}

fn new(wanted: &tenant_config::Application) -> NewApplication {
    NewApplication {
        description: text(&wanted.description),
        is_third_party: wanted.is_third_party,
        redirect_uris: wanted.redirect_uris.clone(),
        post_logout_redirect_uris: wanted.post_logout_redirect_uris.clone(),
        backchannel_logout_uri: text(&wanted.backchannel_logout_uri),
        backchannel_logout_session_required: wanted.backchannel_logout_session_required,
        logo_uri: text(&wanted.logo_uri),
        metadata: wanted.custom_client_metadata.clone(),
        custom_data: wanted.custom_data.clone(),
        ..NewApplication::new(&wanted.name, wanted.application_type)
    }
}

fn changes(wanted: &tenant_config::Application) -> ApplicationChanges {
    ApplicationChanges {
        description: Some(text(&wanted.description)),
        oidc_client_metadata: Some(OidcClientMetadata {
            redirect_uris: wanted.redirect_uris.clone(),
            post_logout_redirect_uris: wanted.post_logout_redirect_uris.clone(),
            backchannel_logout_uri: text(&wanted.backchannel_logout_uri),
            backchannel_logout_session_required: wanted.backchannel_logout_session_required,
            logo_uri: text(&wanted.logo_uri),
        }),
        custom_client_metadata: Some(wanted.custom_client_metadata.members()),
        custom_data: Some(wanted.custom_data.clone()),
        ..ApplicationChanges::default()
    }
}
