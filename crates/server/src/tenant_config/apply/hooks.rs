use std::collections::BTreeMap;

use super::{Action, Change, Error, Work, entry};
use crate::webhooks::{self, Event, HookChanges, HookConfig, NewHook};

impl Work<'_> {
    pub(super) async fn write_hook(&mut self, change: &Change) -> Result<(), Error> {
        let wanted = entry(&self.wanted.hooks, change, |own| &own.name)?;
        // Not named are the headers it has.
        let headers: Option<BTreeMap<String, String>> = match self.secrets.headers.get(&wanted.name) {
            Some(given) => {
                Some(given.iter().map(|(name, value)| (name.clone(), value.expose().to_owned())).collect())
            }
            None => self.present.headers.get(&wanted.name).cloned(),
        };
        let config = HookConfig {
            url: wanted.url.clone(),
            headers: headers.filter(|headers| !headers.is_empty()),
            retries: wanted.retries,
        };
        let events: Vec<Event> = wanted.events.iter().filter_map(|name| Event::parse(name)).collect();
        let known = self.present.hooks.get(&wanted.name).cloned();
        let id = match known.filter(|_| change.action == Action::Update) {
            Some(id) => {
                let changes = HookChanges {
                    event: Some(None),
                    events: Some(events),
                    config: Some(config),
                    enabled: Some(wanted.enabled),
                    ..HookChanges::default()
                };
                webhooks::update(self.app, &mut self.tx, &id, changes).await?;
                id
            }
            None => {
                let name = wanted.name.clone();
                let new = NewHook { name, event: None, events, config, enabled: wanted.enabled };
                webhooks::create(self.app, &mut self.tx, new).await?.id
            }
        };
        if let Some(key) = self.secrets.signing_keys.get(&wanted.name)
            && self.present.signing_keys.get(&wanted.name) != Some(key)
        {
            webhooks::set_signing_key(self.app, &mut self.tx, &id, key).await?;
        }
        self.present.hooks.insert(wanted.name.clone(), id);
        Ok(())
    }

    pub(super) async fn delete_hook(&mut self, change: &Change) -> Result<(), Error> {
        let id = self.present.hooks.remove(&change.key.name).ok_or(Error::Changed)?;
        webhooks::delete(self.app, &mut self.tx, &id).await?;
        Ok(())
    }
}
