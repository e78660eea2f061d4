//! Every page in every language: rendered, small, complete, and as designed.

use std::{collections::BTreeMap, fs, path::Path};

use askama::Template;
use genkan::{
    oidc::device::pages::{CodePage, ConfirmPage},
    pages::{AutoSubmit, ErrorPage, Locale, SignedOut, UnknownSession},
    sign_in::pages::{ConsentPage, CredentialsPage, NoticePage},
};

/// Every page struct's samples.
fn samples(locale: Locale) -> Vec<(&'static str, String)> {
    vec![
        ("sign_in", CredentialsPage::sample(locale).render().unwrap()),
        ("sign_in_refused", CredentialsPage::sample_refused(locale).render().unwrap()),
        ("register", CredentialsPage::sample_register(locale).render().unwrap()),
        ("consent", ConsentPage::sample(locale).render().unwrap()),
        ("forgot_password", NoticePage::sample(locale).render().unwrap()),
        ("account_suspended", NoticePage::sample_suspended(locale).render().unwrap()),
        ("single_sign_on", NoticePage::sample_single_sign_on(locale).render().unwrap()),
        ("device_code", CodePage::sample(locale).render().unwrap()),
        ("device_code_refused", CodePage::sample_refused(locale).render().unwrap()),
        ("device_confirm", ConfirmPage::sample(locale).render().unwrap()),
        ("device_success", NoticePage::sample_device(locale).render().unwrap()),
        ("error", ErrorPage::sample(locale).render().unwrap()),
        ("signed_out", SignedOut::sample(locale).render().unwrap()),
        ("unknown_session", UnknownSession::sample(locale).render().unwrap()),
        ("auto_submit", AutoSubmit::sample(locale).render().unwrap()),
        ("sign_out", AutoSubmit::sample_sign_out(locale).render().unwrap()),
    ]
}

/// What a person reads, one element per line.
fn visible(html: &str) -> String {
    let body = html.split_once("<body>").unwrap().1;
    let mut text = String::new();
    let mut in_tag = false;
    for c in body.chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                text.push('\n');
            }
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Asset names change with their content, the pages do not.
fn without_hashes(html: &str) -> String {
    let mut parts = html.split("/assets/");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('"').unwrap();
        let (stem, extension) = (name.split('.').next().unwrap(), name.rsplit('.').next().unwrap());
        out.push_str(&format!("/assets/{stem}.{extension}\"{rest}"));
    }
    out
}

/// English in full, the other languages as people read them.
#[test]
fn every_page_in_every_language() {
    for index in 0..samples(Locale::En).len() {
        let mut all = String::new();
        for locale in Locale::ALL {
            let (name, html) = samples(locale).swap_remove(index);
            if let Ok(directory) = std::env::var("GENKAN_PAGES_DIR") {
                fs::create_dir_all(&directory).unwrap();
                fs::write(Path::new(&directory).join(format!("{name}.{}.html", locale.tag())), &html)
                    .unwrap();
            }
            let shown = if locale == Locale::En { without_hashes(&html) } else { visible(&html) };
            all.push_str(&format!("=== {}\n{shown}\n", locale.tag()));
            if locale == Locale::Ko {
                insta::assert_snapshot!(name, all);
            }
        }
    }
}

#[test]
fn pages_are_small_and_need_nothing_inline() {
    for locale in Locale::ALL {
        for (name, html) in samples(locale) {
            let page = format!("{name} {}", locale.tag());
            assert!(html.len() < 30 * 1024, "{page} has {} bytes", html.len());
            assert!(html.contains(&format!("<html lang=\"{}\">", locale.tag())), "{page}");
            for inline in [" style=", "<style", " onclick=", " onload=", " onsubmit=", "javascript:"] {
                assert!(!html.contains(inline), "{page}: {inline}");
            }
            assert_eq!(html.matches("<h1").count(), 1, "{page}: one heading");
            assert!(html.matches("autofocus").count() <= 1, "{page}: one focus");
            let scripts: Vec<&str> = html.split("<script").skip(1).collect();
            assert!(scripts.iter().all(|script| script.contains(" src=\"/assets/")), "{page}: inline script");
        }
    }
}

/// What a label, a description or a summary points at is there.
#[test]
fn names_and_descriptions_point_at_something() {
    for (name, html) in samples(Locale::En) {
        for attribute in [" for=\"", " aria-describedby=\"", " aria-controls=\"", " href=\"#"] {
            for value in html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                for id in value.split(' ') {
                    assert!(html.contains(&format!(" id=\"{id}\"")), "{name}: {attribute}{id}");
                }
            }
        }
    }
}

/// What a page shows of others' data is escaped.
#[test]
fn names_of_others_are_text() {
    let mut page = CredentialsPage::sample(Locale::En);
    let evil = "\"><script>alert(1)</script>";
    page.page.host.as_mut().unwrap().name = evil.into();
    page.identifier.value = evil.into();
    let html = page.render().unwrap();
    assert!(!html.contains("<script>") && html.matches("&#60;script&#62;").count() == 3, "{html}");
}

/// Message keys with the variables each uses.
fn messages(tag: &str) -> BTreeMap<String, Vec<String>> {
    let source = fs::read_to_string(format!("{}/locales/{tag}.ftl", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let resource = fluent_bundle::FluentResource::try_new(source.clone());
    assert!(resource.is_ok(), "{tag}.ftl: {:?}", resource.err().map(|(_, errors)| errors));
    let mut messages = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) =
            line.split_once(" = ").filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        {
            key.clone_into(&mut current);
            let former = messages.insert(current.clone(), Vec::new());
            assert!(former.is_none(), "{tag}.ftl has {key} twice");
        }
        for rest in line.split('$').skip(1) {
            let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            let variables = messages.get_mut(&current).unwrap();
            if !variables.contains(&name) {
                variables.push(name);
            }
        }
    }
    messages
}

#[test]
fn every_language_says_everything_with_the_same_variables() {
    let english = messages("en");
    for locale in Locale::ALL {
        assert_eq!(messages(locale.tag()), english, "{}", locale.tag());
    }
}

/// Keys the code and the templates ask for, read from the source.
#[test]
fn every_message_asked_for_exists() {
    let english = messages("en");
    let mut asked = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for directory in ["src/pages", "src/sign_in", "templates"] {
        read(&root.join(directory), &mut |text| {
            for call in ["locale.t(\"", " t(\"", "(t(\"", "t_with(\"", "t_args(\""] {
                for rest in text.split(call).skip(1) {
                    let key = rest.split('"').next().unwrap_or_default();
                    if !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-') {
                        asked.push(key.to_owned());
                    }
                }
            }
        });
    }
    asked.retain(|key| !english.contains_key(key));
    assert_eq!(asked, Vec::<String>::new());
}

fn read(path: &Path, visit: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, visit);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "html") {
            visit(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// Contrast of the tokens (WCAG 2.2 §1.4.3 and §1.4.11), light and dark.
#[test]
fn colours_can_be_told_apart() {
    let css = include_str!("../assets/genkan.css");
    let (light, dark) = css.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let light = tokens(light);
    let mut both = light.clone();
    both.extend(tokens(dark.split_once("@layer").unwrap().0));
    for (mode, tokens) in [("light", light), ("dark", both)] {
        let text = [
            ("ink", "paper"),
            ("ink", "surface"),
            ("ink", "tint"),
            ("ink", "danger-tint"),
            ("ink", "floor"),
            ("ink-soft", "paper"),
            ("ink-soft", "surface"),
            ("ink-soft", "floor"),
            ("accent", "surface"),
            ("accent", "paper"),
            ("accent-hover", "surface"),
            ("danger", "surface"),
            ("danger", "danger-tint"),
            ("on-accent", "accent"),
            ("on-accent", "accent-hover"),
        ];
        let controls = [
            ("edge", "surface"),
            ("focus", "surface"),
            ("focus", "paper"),
            ("accent", "surface"),
            ("success", "surface"),
        ];
        for (pairs, least) in [(&text[..], 4.5), (&controls[..], 3.0)] {
            for (a, b) in pairs {
                let contrast = contrast(&tokens[*a], &tokens[*b]);
                assert!(contrast >= least, "{mode}: --{a} on --{b} is {contrast:.2}, at least {least}");
            }
        }
    }
}

fn tokens(css: &str) -> BTreeMap<String, String> {
    css.split("--")
        .skip(1)
        .filter_map(|rest| rest.split_once(": #"))
        .map(|(name, rest)| (name.to_owned(), rest[..6].to_owned()))
        .collect()
}

fn contrast(a: &str, b: &str) -> f64 {
    let luminance = |hex: &str| {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
