use serde_json::{Value, json};

use super::super::output::Output;
use crate::tenant_config::{Action, Change, Key, Kind, Member, Plan};

/// The plan for scripts.
pub(super) fn value(plan: &Plan) -> Value {
    let mut value = json!(plan);
    for (name, action) in
        [("created", Action::Create), ("updated", Action::Update), ("deleted", Action::Delete)]
    {
        value[name] = plan.count(action).into();
    }
    value
}

/// The plan for people: a line for each thing, what differs below it, and the sum.
pub(super) fn show(output: &Output, plan: &Plan) {
    if plan.is_empty() {
        output.line("Nothing to do: the tenant is as the file says.");
    } else {
        let width = plan.changes.iter().map(|change| change.key.kind.as_str().len()).max().unwrap_or(0);
        for change in &plan.changes {
            show_change(output, change, width);
        }
        output.line("");
        output.line(&sum(plan));
    }
    if !plan.kept.is_empty() {
        output.line("");
        output.line(&output.dim("Not in the file, and left as they are (--prune would delete them):"));
        let width = plan.kept.iter().map(|key| key.kind.as_str().len()).max().unwrap_or(0);
        for key in &plan.kept {
            output.line(&format!("    {:width$}  {}", key.kind.as_str(), name(key)));
        }
    }
}

fn show_change(output: &Output, change: &Change, width: usize) {
    let (sign, color) = match change.action {
        Action::Create => ("+", "32"),
        Action::Update => ("~", "33"),
        Action::Delete => ("-", "31"),
    };
    let kind = format!("{:width$}", change.key.kind.as_str());
    output.line(
        format!("  {} {}  {}", output.styled(color, sign), output.dim(&kind), name(&change.key)).trim_end(),
    );
    // What is made is made as the file says; what changes is worth a look.
    if change.action == Action::Update {
        let width = change.members.iter().map(|member| member.path.chars().count()).max().unwrap_or(0);
        for member in &change.members {
            let padding = " ".repeat(width - member.path.chars().count());
            output.line(&format!("      {}{padding}  {}", output.dim(&member.path), difference(member)));
        }
    }
}

fn name(key: &Key) -> String {
    match (&key.of, key.kind) {
        (Some(of), _) => format!("{}  of {}", plain(&key.name), plain(of)),
        (None, Kind::SignInExperience | Kind::IdToken | Kind::Session) => String::new(),
        (None, _) => plain(&key.name),
    }
}

/// A name cannot speak to the terminal.
fn plain(name: &str) -> String {
    if name.chars().any(char::is_control) { format!("{name:?}") } else { name.to_owned() }
}

/// `600 → 3600`; of lists what comes and goes.
fn difference(member: &Member) -> String {
    if let (Some(Value::Array(from)), Some(Value::Array(to))) = (&member.from, &member.to) {
        let gone = from.iter().filter(|value| !to.contains(value)).map(|value| format!("-{}", shown(value)));
        let new = to.iter().filter(|value| !from.contains(value)).map(|value| format!("+{}", shown(value)));
        let words: Vec<String> = gone.chain(new).collect();
        return if words.is_empty() { "in another order".to_owned() } else { words.join(" ") };
    }
    let side = |value: &Option<Value>| value.as_ref().map_or_else(|| "default".to_owned(), shown);
    format!("{} → {}", side(&member.from), side(&member.to))
}

/// A value on one line, not too long.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        text
    } else {
        format!("{}…", text.chars().take(LONGEST - 1).collect::<String>())
    }
}

fn sum(plan: &Plan) -> String {
    let counts =
        [(Action::Create, "to create"), (Action::Update, "to change"), (Action::Delete, "to delete")];
    let parts: Vec<String> = counts
        .into_iter()
        .map(|(action, words)| (plan.count(action), words))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    format!("{}.", parts.join(", "))
}
