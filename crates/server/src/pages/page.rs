use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Locale, SCRIPT, STYLESHEET, assets};

/// What every page is framed with.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The language it speaks.
    pub locale: Locale,
    /// The application the person came from.
    pub host: Option<Host>,
    /// Path and query of this page, to come back to after the language switch; without it there is no switch.
    pub here: Option<String>,
    /// Quiet links in the foot: terms, privacy.
    pub links: Vec<PageLink>,
    /// Address of the operator's own stylesheet, read after ours.
    pub theme: Option<String>,
}

/// The application as host of the page.
#[derive(Clone, Debug)]
pub struct Host {
    /// Shown as text.
    pub name: String,
    /// An `https:` or `data:` image; anything else is not shown.
    pub logo: Option<String>,
}

/// A link in the foot.
#[derive(Clone, Debug)]
pub struct PageLink {
    /// Visible text.
    pub label: String,
    /// `http(s):` URL.
    pub href: String,
}

/// One language of the switch.
#[derive(Clone, Debug)]
pub struct LanguageLink {
    /// The language.
    pub locale: Locale,
    /// Where choosing it leads.
    pub href: String,
    /// Whether the page is in it.
    pub current: bool,
}

impl Host {
    /// `name` as host, with its logo when the browser may load it (our policy: `https:` and `data:` images).
    pub fn new(name: impl Into<String>, logo: Option<&str>) -> Self {
        let loadable = |url: &&str| url.starts_with("https://") || url.starts_with("data:image/");
        Self { name: name.into(), logo: logo.filter(loadable).map(str::to_owned) }
    }

    /// What stands in for a missing logo.
    pub fn initial(&self) -> String {
        self.name
            .chars()
            .find(|c| c.is_alphanumeric())
            .map_or_else(String::new, |c| c.to_uppercase().collect())
    }
}

impl Page {
    /// A page in `locale` with nothing around it.
    pub fn new(locale: Locale) -> Self {
        Self { locale, ..Self::default() }
    }

    /// Under this host.
    #[must_use]
    pub fn hosted_by(mut self, host: Option<Host>) -> Self {
        self.host = host;
        self
    }

    /// Adds a foot link when there is a URL people can follow.
    #[must_use]
    pub fn link(mut self, label_key: &str, href: Option<&str>) -> Self {
        if let Some(href) = href.filter(|href| href.starts_with("https://") || href.starts_with("http://")) {
            self.links.push(PageLink { label: self.locale.t(label_key).into_owned(), href: href.to_owned() });
        }
        self
    }

    /// The language switch.
    pub fn languages(&self) -> Vec<LanguageLink> {
        const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
        let Some(here) = &self.here else { return Vec::new() };
        let to = utf8_percent_encode(here, COMPONENT).to_string();
        Locale::ALL
            .into_iter()
            .map(|locale| LanguageLink {
                locale,
                href: format!("/language/{}?to={to}", locale.tag()),
                current: locale == self.locale,
            })
            .collect()
    }

    /// Address of the stylesheet.
    pub fn stylesheet(&self) -> &'static str {
        assets::asset(STYLESHEET)
    }

    /// Address of the script.
    pub fn script(&self) -> &'static str {
        assets::asset(SCRIPT)
    }

    /// Address of the icon.
    pub fn icon(&self) -> &'static str {
        assets::asset("icon.svg")
    }

    /// `base` with `-app` and the host's name when there is a host: “Sign out of Teahouse?” or “Sign out?”.
    pub fn greeting(&self, base: &str) -> String {
        match &self.host {
            Some(host) => self.locale.t_with(&format!("{base}-app"), "app", &host.name),
            None => self.locale.t(base).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_images_the_policy_lets_through_are_logos() {
        for bad in ["javascript:alert(1)", "http://x/y.png", "data:text/html,x", "//x/y.png", ""] {
            assert_eq!(Host::new("A", Some(bad)).logo, None, "{bad}");
        }
        assert!(Host::new("A", Some("https://x/y.png")).logo.is_some());
        assert_eq!(Host::new("「茶室」", None).initial(), "茶");
        assert_eq!(Host::new("…", None).initial(), "");
    }

    #[test]
    fn the_switch_comes_back_to_where_it_was_used() {
        let page = Page { here: Some("/sign-in?app_id=a&x=\"".into()), ..Page::new(Locale::Ja) };
        let links = page.languages();
        assert_eq!(links[0].href, "/language/en?to=%2Fsign-in%3Fapp_id%3Da%26x%3D%22");
        assert!(links[1].current && !links[0].current);
    }
}
