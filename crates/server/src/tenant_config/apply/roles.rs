use super::{Action, Change, Error, Work, entry};
use crate::{
    resources,
    roles::{self, RoleChanges},
    tenant_config::RoleType,
};

impl Work<'_> {
    pub(super) async fn write_role(&mut self, change: &Change) -> Result<(), Error> {
        let wanted = entry(&self.wanted.roles, change, |own| &own.name)?;
        if wanted.role_type == RoleType::User
            && wanted.scopes.contains_key(&self.app.config.management.resource)
        {
            let why = "only machine-to-machine roles can have scopes of the management API";
            return Err(Error::refused(&change.key, why));
        }
        let known = self.present.roles.get(&wanted.name).cloned();
        let id = match known.filter(|_| change.action == Action::Update) {
            Some(id) => {
                let changes = RoleChanges {
                    name: None,
                    description: Some(wanted.description.clone()),
                    is_default: Some(wanted.is_default),
                };
                roles::update(self.app, &mut self.tx, &id, &changes).await?;
                id
            }
            None => {
                let (name, description) = (&wanted.name, &wanted.description);
                let (role_type, is_default) = (role_type(wanted.role_type), wanted.is_default);
                let created = roles::create(self.app, &mut self.tx, name, description, role_type, is_default);
                match created.await {
                    Err(error) if error.is_unique() => {
                        return Err(Error::refused(&change.key, "an internal role has that name"));
                    }
                    created => created?,
                }
            }
        };
        let wanted_scopes = self.scope_ids(&wanted.scopes);
        let held = resources::scopes_of_role(&mut self.tx, &id).await?;
        for scope in held.iter().filter(|own| !wanted_scopes.contains(&own.id)) {
            roles::remove_scope(self.app, &mut self.tx, &id, &scope.id).await?;
        }
        for scope in wanted_scopes.iter().filter(|&own| held.iter().all(|scope| scope.id != *own)) {
            roles::add_scope(self.app, &mut self.tx, &id, scope).await?;
        }
        self.present.roles.insert(wanted.name.clone(), id);
        Ok(())
    }

    pub(super) async fn delete_role(&mut self, change: &Change) -> Result<(), Error> {
        let id = self.present.roles.remove(&change.key.name).ok_or(Error::Changed)?;
        roles::delete(self.app, &mut self.tx, &id).await?;
        Ok(())
    }
}

pub(super) fn role_type(role_type: RoleType) -> roles::RoleType {
    match role_type {
        RoleType::User => roles::RoleType::User,
        RoleType::MachineToMachine => roles::RoleType::MachineToMachine,
    }
}
