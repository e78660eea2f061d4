use std::collections::BTreeSet;
use std::fs::{read_dir, read_to_string};
use std::path::Path;

use crate::support::get;

fn templates(folder: &Path) -> String {
    let entries = read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { templates(&path) } else { read_to_string(path).unwrap() }).collect()
}

#[tokio::test]
async fn every_class_of_the_pages_has_a_rule() {
    let (_, _, css) = get("/style.css", &[]).await;
    let pages = templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"));
    let classes = pages.split("class=\"").skip(1).flat_map(|rest| rest.split('"').next().unwrap().split(' '));
    let classes: BTreeSet<&str> = classes.collect();
    assert!(classes.len() > 10, "{classes:?}");
    let is_styled = |class: &str| {
        let rule = format!(".{class}");
        css.match_indices(&rule)
            .any(|(at, _)| !css[at + rule.len()..].starts_with(|c: char| c.is_alphanumeric()))
    };
    // A hook for tests; it looks like the text around it.
    let bare: Vec<_> = classes.into_iter().filter(|class| *class != "name" && !is_styled(class)).collect();
    assert!(bare.is_empty(), "{bare:?}");
}
