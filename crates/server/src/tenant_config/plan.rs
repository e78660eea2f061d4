use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::item::{Item, Key};

/// What applying would do.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// In the order it is done.
    pub changes: Vec<Change>,
    /// What is there and not in the file, and stays because it is not pruned.
    pub kept: Vec<Key>,
}

/// One thing that is made, changed or deleted.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// What happens to it.
    pub action: Action,
    /// Which thing.
    #[serde(flatten)]
    pub key: Key,
    /// What differs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
}

/// What happens to a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// It is made.
    Create,
    /// Some of its members change.
    Update,
    /// It is deleted, with all that depends on it.
    Delete,
}

/// A member that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Member {
    /// `customClientMetadata.idTokenTtl`.
    pub path: String,
    /// As it is; absent is the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Value>,
    /// As it will be; absent is the default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many things it makes, changes and deletes.
    pub fn count(&self, action: Action) -> usize {
        self.changes.iter().filter(|change| change.action == action).count()
    }
}

/// Compares what is with what is wanted. Settings that are not wanted are not looked at.
pub(super) fn plan(current: &[Item], wanted: &[Item], prune: bool) -> Plan {
    let known: BTreeMap<&Key, &Item> = current.iter().map(|item| (&item.key, item)).collect();
    let named: BTreeMap<&Key, &Item> = wanted.iter().map(|item| (&item.key, item)).collect();
    let mut plan = Plan::default();
    for item in wanted {
        let (action, before) = match known.get(&item.key) {
            None => (Action::Create, Map::new()),
            Some(before) if before.members != item.members => (Action::Update, before.members.clone()),
            Some(_) => continue,
        };
        let mut members = Vec::new();
        compare("", Some(&Value::Object(before)), Some(&Value::Object(item.members.clone())), &mut members);
        plan.changes.push(Change { action, key: item.key.clone(), members });
    }
    for item in current.iter().rev() {
        let is_setting = item.key.name.is_empty();
        if is_setting || named.contains_key(&item.key) {
            continue;
        }
        if prune {
            plan.changes.push(Change { action: Action::Delete, key: item.key.clone(), members: Vec::new() });
        } else {
            plan.kept.push(item.key.clone());
        }
    }
    plan.kept.reverse();
    plan
}

/// Leaves that differ; objects are gone into, everything else is a leaf.
fn compare(path: &str, from: Option<&Value>, to: Option<&Value>, found: &mut Vec<Member>) {
    if from == to {
        return;
    }
    let object = |value: Option<&Value>| match value {
        Some(Value::Object(members)) => Some(members.clone()),
        None => Some(Map::new()),
        Some(_) => None,
    };
    if let (Some(before), Some(after)) = (object(from), object(to))
        && !(before.is_empty() && after.is_empty())
    {
        let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
        names.sort();
        names.dedup();
        for name in names {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            compare(&path, before.get(name), after.get(name), found);
        }
        return;
    }
    found.push(Member { path: path.to_owned(), from: from.cloned(), to: to.cloned() });
}
