use super::{Action, Change, Error, Work, entry, text};
use crate::resources::{self, ResourceChanges, ScopeChanges};

impl Work<'_> {
    pub(super) async fn write_resource(&mut self, change: &Change) -> Result<(), Error> {
        let wanted = entry(&self.wanted.resources, change, |own| &own.indicator)?;
        if wanted.indicator == self.app.config.management.resource {
            let why =
                "it is the management API itself, which is neither made nor changed; take it out of the file";
            return Err(Error::refused(&change.key, why));
        }
        let known = self.present.resources.get(&wanted.indicator).cloned();
        let was_default =
            change.members.iter().any(|member| member.path == "isDefault" && member.from.is_some());
        let id = match known.filter(|_| change.action == Action::Update) {
            Some(id) => {
                let changes = ResourceChanges {
                    name: Some(wanted.name.clone()),
                    access_token_ttl: Some(wanted.access_token_ttl),
                };
                resources::update(self.app, &mut self.tx, &id, &changes).await?;
                id
            }
            None => {
                let (name, ttl) = (&wanted.name, wanted.access_token_ttl);
                resources::create(self.app, &mut self.tx, &wanted.indicator, name, ttl).await?
            }
        };
        if wanted.is_default || was_default {
            resources::set_default(self.app, &mut self.tx, &id, wanted.is_default).await?;
        }
        self.present.resources.insert(wanted.indicator.clone(), id);
        Ok(())
    }

    pub(super) async fn delete_resource(&mut self, change: &Change) -> Result<(), Error> {
        let id = self.present.resources.remove(&change.key.name).ok_or(Error::Changed)?;
        resources::delete(self.app, &mut self.tx, &id).await?;
        Ok(())
    }

    pub(super) async fn write_scope(&mut self, change: &Change) -> Result<(), Error> {
        let (indicator, name) = (change.key.of.clone().unwrap_or_default(), change.key.name.clone());
        let resource = entry(&self.wanted.resources, &of_its_resource(change), |own| &own.indicator)?;
        let description = resource.scopes.get(&name).and_then(|description| text(description));
        let key = (indicator, name);
        match self.present.scopes.get(&key) {
            Some(id) => {
                let changes = ScopeChanges { name: None, description: Some(description) };
                resources::update_scope(self.app, &mut self.tx, id, &changes).await?;
            }
            None => {
                let of = self.present.resources.get(&key.0).ok_or(Error::Changed)?;
                let description = description.as_deref();
                let id = resources::create_scope(self.app, &mut self.tx, of, &key.1, description).await?;
                self.present.scopes.insert(key, id);
            }
        }
        Ok(())
    }

    pub(super) async fn delete_scope(&mut self, change: &Change) -> Result<(), Error> {
        let key = (change.key.of.clone().unwrap_or_default(), change.key.name.clone());
        let id = self.present.scopes.remove(&key).ok_or(Error::Changed)?;
        resources::delete_scope(self.app, &mut self.tx, &id).await?;
        Ok(())
    }
}

/// A scope's change as one of the resource that has it.
fn of_its_resource(change: &Change) -> Change {
    let mut change = change.clone();
    change.key.name = change.key.of.take().unwrap_or_default();
    change
}
