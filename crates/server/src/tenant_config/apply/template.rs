use super::{Action, Change, Error, Work, entry, roles::role_type, text};
use crate::{
    ids::OrganizationScopeId,
    organizations::{
        roles::{self, RoleUpdate},
        scopes,
    },
};

impl Work<'_> {
    pub(super) async fn write_organization_scope(&mut self, change: &Change) -> Result<(), Error> {
        let name = &change.key.name;
        let description = self.wanted.organization_template.scopes.get(name).map(String::as_str);
        let description = description.filter(|text| !text.is_empty());
        match self.present.organization_scopes.get(name) {
            Some(id) => {
                scopes::update(self.app, &mut self.tx, id, None, Some(description)).await?;
            }
            None => {
                let scope = scopes::create(self.app, &mut self.tx, name, description).await?;
                self.present.organization_scopes.insert(name.clone(), scope.id);
            }
        }
        Ok(())
    }

    pub(super) async fn delete_organization_scope(&mut self, change: &Change) -> Result<(), Error> {
        let id = self.present.organization_scopes.remove(&change.key.name).ok_or(Error::Changed)?;
        scopes::delete(self.app, &mut self.tx, &id).await?;
        Ok(())
    }

    pub(super) async fn write_organization_role(&mut self, change: &Change) -> Result<(), Error> {
        let wanted = entry(&self.wanted.organization_template.roles, change, |own| &own.name)?;
        let role_type = role_type(wanted.role_type);
        let known = self.present.organization_roles.get(&wanted.name).cloned();
        let id = match known.filter(|_| change.action == Action::Update) {
            Some(id) => {
                let update = RoleUpdate {
                    name: None,
                    description: Some(text(&wanted.description)),
                    role_type: Some(role_type),
                };
                roles::update(self.app, &mut self.tx, &id, update).await?;
                id
            }
            None => {
                let description = text(&wanted.description);
                let (name, description) = (&wanted.name, description.as_deref());
                roles::create(self.app, &mut self.tx, name, description, role_type).await?.id
            }
        };
        let mut scopes: Vec<OrganizationScopeId> = self.organization_scope_ids(&wanted.scopes);
        scopes.sort();
        scopes.dedup();
        roles::replace_scopes(self.app, &mut self.tx, &id, &scopes).await?;
        let resource_scopes = self.scope_ids(&wanted.resource_scopes);
        roles::replace_resource_scopes(self.app, &mut self.tx, &id, &resource_scopes).await?;
        self.present.organization_roles.insert(wanted.name.clone(), id);
        Ok(())
    }

    pub(super) async fn delete_organization_role(&mut self, change: &Change) -> Result<(), Error> {
        let id = self.present.organization_roles.remove(&change.key.name).ok_or(Error::Changed)?;
        roles::delete(self.app, &mut self.tx, &id).await?;
        Ok(())
    }

    /// The ids of organization scopes that were checked to exist.
    pub(super) fn organization_scope_ids(&self, names: &[String]) -> Vec<OrganizationScopeId> {
        names.iter().filter_map(|name| self.present.organization_scopes.get(name).cloned()).collect()
    }
}
