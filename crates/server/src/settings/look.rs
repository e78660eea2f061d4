//! What the pages look like and which language they speak.

use serde::{Deserialize, Serialize};

/// Colours, as `#rgb` or `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Color {
    /// Of buttons and links.
    pub primary_color: String,
    /// Whether the pages follow a dark system setting.
    pub is_dark_mode_enabled: bool,
    /// Of buttons and links in the dark.
    pub dark_primary_color: String,
}

impl Default for Color {
    /// The pages' own colours: `--accent` of the stylesheet.
    fn default() -> Self {
        Self {
            primary_color: "#27506e".into(),
            is_dark_mode_enabled: true,
            dark_primary_color: "#8fb8d4".into(),
        }
    }
}

/// Addresses of images.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Branding {
    /// Stands at the head of the pages when the application has none of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// The same for the dark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dark_logo_url: Option<String>,
    /// The icon of the tab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub favicon: Option<String>,
    /// The same for the dark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dark_favicon: Option<String>,
}

/// Languages of the pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LanguageInfo {
    /// Choose the language from the browser; else always the fallback.
    pub auto_detect: bool,
    /// Language tag.
    pub fallback_language: String,
}

impl Default for LanguageInfo {
    fn default() -> Self {
        Self { auto_detect: true, fallback_language: "en".into() }
    }
}

/// Which uploaded pages replace ours. Kept for clients; nothing can be uploaded yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomUiAssets {
    /// Their name.
    pub id: String,
    /// When they were uploaded.
    pub created_at: serde_json::Number,
}

/// What uploaded pages may load besides. Always empty: no pages can be uploaded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomUiCsp {
    /// `script-src`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script_src: Option<Vec<String>>,
    /// `connect-src`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connect_src: Option<Vec<String>>,
}
