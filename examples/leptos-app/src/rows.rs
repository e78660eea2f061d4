use leptos::prelude::*;
use serde_json::{Map, Value};

/// Claims as a table, as they came.
#[component]
pub(crate) fn Rows(claims: Map<String, Value>) -> impl IntoView {
    let row = |(name, value): (String, Value)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{text(value)}</td>
            </tr>
        }
    };
    view! {
        <table>
            <tbody>{claims.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => "–".into(),
        other => other.to_string(),
    }
}
