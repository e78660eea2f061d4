//! The server's source as text, and the little of Rust's syntax that the other files need.

use std::path::{Path, PathBuf};

/// One file without its inline tests.
pub struct SourceFile {
    /// Below `src`, e.g. `oidc/token/handler.rs`.
    pub path: PathBuf,
    pub text: String,
}

impl SourceFile {
    /// The top module it belongs to: `oidc` for `oidc/token/handler.rs`, `app` for `app.rs`.
    pub fn module(&self) -> String {
        let first = self.path.components().next().unwrap().as_os_str().to_str().unwrap();
        first.strip_suffix(".rs").unwrap_or(first).to_owned()
    }

    /// The text without line comments.
    pub fn code(&self) -> String {
        let code = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        code.collect::<Vec<_>>().join("\n")
    }

    /// The contents of its string literals, escapes undone.
    pub fn literals(&self) -> Vec<String> {
        literals(&self.code())
    }
}

/// Every file below `src`. Inline tests stand at the end of a file and are cut off; files named for tests are left
/// out.
pub fn files() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("tests.rs")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
                files.push(SourceFile { path: path.strip_prefix(&root).unwrap().to_owned(), text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(files.len() > 50, "the source was not found");
    files
}

fn literals(code: &str) -> Vec<String> {
    let bytes = code.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        match bytes[at] {
            // A character literal such as '"' must not begin a string.
            b'\'' if bytes.get(at + 2) == Some(&b'\'') => at += 3,
            b'\'' if bytes.get(at + 1) == Some(&b'\\') && bytes.get(at + 3) == Some(&b'\'') => at += 4,
            b'r' if code[at..].starts_with("r#\"") => {
                let end = code[at..].find("\"#").unwrap_or(code.len() - at - 2);
                found.push(code[at + 3..at + end].to_owned());
                at += end + 2;
            }
            b'"' => {
                let mut text = String::new();
                let mut characters = code[at + 1..].char_indices();
                let mut end = code.len();
                while let Some((offset, character)) = characters.next() {
                    match character {
                        '"' => {
                            end = at + 1 + offset + 1;
                            break;
                        }
                        '\\' => match characters.next() {
                            Some((_, 'n')) => text.push('\n'),
                            // A line continuation swallows the indentation of the next line.
                            Some((_, '\n')) => {
                                let rest = characters.as_str();
                                let skipped = rest.len() - rest.trim_start().len();
                                for _ in 0..rest[..skipped].chars().count() {
                                    characters.next();
                                }
                            }
                            Some((_, other)) => text.push(other),
                            None => break,
                        },
                        other => text.push(other),
                    }
                }
                found.push(text);
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

#[test]
fn literals_are_read_as_the_compiler_reads_them() {
    let code = r##"f("a\"b", '"', "c \
            d"); r#"e"f"# "g""##;
    assert_eq!(literals(code), ["a\"b", "c d", "e\"f", "g"]);
}
