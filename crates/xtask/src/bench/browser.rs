//! As much of a browser as signing in takes: cookies, redirects within the server, and the forms of its pages.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use anyhow::{Context, Result, bail};

use super::connection::{Connection, form, get, post_form};

/// A cookie jar on one connection.
#[derive(Debug)]
pub struct Browser {
    connection: Connection,
    host: String,
    cookies: BTreeMap<String, String>,
}

/// What a page asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub action: String,
    /// Name, value and type of every input, in order.
    pub inputs: Vec<(String, String, String)>,
}

struct Answer {
    status: u16,
    location: Option<String>,
    body: String,
}

impl Browser {
    pub async fn open(address: SocketAddr, host: &str) -> Result<Self> {
        Ok(Self {
            connection: Connection::open(address).await?,
            host: host.to_owned(),
            cookies: BTreeMap::new(),
        })
    }

    /// Forgets every cookie: a new person sits down.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    /// Goes to `path`, fills in what the pages ask, and returns where the browser is sent outside the server: the
    /// first location that starts with `until`.
    pub async fn follow(&mut self, path: &str, until: &str, fill: &[(&str, &str)]) -> Result<String> {
        let mut answer = self.send(&mut |host, cookies| get(host, path, cookies)).await?;
        let mut at = path.to_owned();
        for _ in 0..16 {
            if let Some(location) = answer.location.take() {
                if location.starts_with(until) {
                    return Ok(location);
                }
                at = self.within(&location)?;
                answer = self.send(&mut |host, cookies| get(host, &at, cookies)).await?;
            } else {
                let form_found = forms(&answer.body).into_iter().find(|form| asks_for(form, fill));
                let found = form_found
                    .with_context(|| format!("{at} answered {} without a form to fill in", answer.status))?;
                let body = filled(&found, fill);
                if !found.action.is_empty() {
                    at = self.within(&found.action)?;
                }
                answer = self.send(&mut |host, cookies| post_form(host, &at, cookies, &body)).await?;
            }
        }
        bail!("still on the way after 16 steps, at {at}")
    }

    async fn send(&mut self, build: &mut dyn FnMut(&str, &str) -> Vec<u8>) -> Result<Answer> {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let origin = format!("Origin: http://{}\r\n", self.host);
        let headers =
            if cookies.is_empty() { origin } else { format!("{origin}Cookie: {}\r\n", cookies.join("; ")) };
        let response = self.connection.exchange(&build(&self.host, &headers)).await?;
        for cookie in response.headers("set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                if value.is_empty() {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        Ok(Answer {
            status: response.status,
            location: response.header("location").map(str::to_owned),
            body: String::from_utf8_lossy(response.body).into_owned(),
        })
    }

    /// The path of a location on this server.
    fn within(&self, location: &str) -> Result<String> {
        let origin = format!("http://{}", self.host);
        let path = location.strip_prefix(&origin).unwrap_or(location);
        if !path.starts_with('/') {
            bail!("sent away to {location}");
        }
        Ok(path.to_owned())
    }
}

fn asks_for(form: &Form, fill: &[(&str, &str)]) -> bool {
    form.inputs.iter().any(|(name, ..)| fill.iter().any(|(known, _)| known == name))
}

fn filled(found: &Form, fill: &[(&str, &str)]) -> String {
    let fields: Vec<(&str, &str)> = found
        .inputs
        .iter()
        .filter(|(_, _, kind)| kind != "submit" && kind != "checkbox" && kind != "radio")
        .map(|(name, value, _)| {
            let known = fill.iter().find(|(known, _)| known == name).map(|(_, value)| *value);
            (name.as_str(), known.unwrap_or(value))
        })
        .collect();
    form(&fields)
}

/// The forms of a page. Enough of HTML for pages we render ourselves.
pub fn forms(html: &str) -> Vec<Form> {
    let mut forms = Vec::new();
    for piece in html.split("<form").skip(1) {
        let piece = piece.split("</form").next().unwrap_or_default();
        let (opening, content) = piece.split_once('>').unwrap_or((piece, ""));
        let mut form = Form { action: attribute(opening, "action"), inputs: Vec::new() };
        for input in content.split("<input").skip(1) {
            let input = input.split_once('>').map_or(input, |(tag, _)| tag);
            let name = attribute(input, "name");
            if !name.is_empty() {
                form.inputs.push((name, attribute(input, "value"), attribute(input, "type")));
            }
        }
        forms.push(form);
    }
    forms
}

fn attribute(tag: &str, name: &str) -> String {
    let marker = format!(" {name}=\"");
    let normalised = tag.replace(['\n', '\t'], " ");
    let Some((_, rest)) = normalised.split_once(&marker) else { return String::new() };
    let value = rest.split('"').next().unwrap_or_default();
    value
        .replace("&#38;", "&")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_with_their_hidden_fields() {
        let page = r#"<form method="post"
            action="/sign-in?a=1&amp;b=2"><input type="hidden" name="csrf" value="x&#34;y">
            <input name="identifier"><input type="password" name="password"></form>"#;
        let found = forms(page);
        assert_eq!(found[0].action, "/sign-in?a=1&b=2");
        assert!(asks_for(&found[0], &[("password", "p")]));
        assert_eq!(
            filled(&found[0], &[("identifier", "me"), ("password", "p")]),
            "csrf=x%22y&identifier=me&password=p"
        );
    }
}
