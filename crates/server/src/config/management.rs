use super::reader::Reader;

/// `[management]`.
#[derive(Clone, Debug)]
pub struct ManagementSection {
    /// `resource`: the indicator of the built-in management API, the `aud` of the tokens it accepts. Default
    /// `https://default.logto.app/api`, the one the SDKs assume.
    pub resource: String,
}

impl Default for ManagementSection {
    fn default() -> Self {
        Self { resource: "https://default.logto.app/api".into() }
    }
}

impl ManagementSection {
    pub(super) fn read(reader: &mut Reader) -> Self {
        let indicator = |text: &str| {
            let url = url::Url::parse(text).ok()?;
            (url.fragment().is_none() && text.len() <= 2048).then(|| text.to_owned())
        };
        Self {
            resource: reader
                .read(
                    "management.resource",
                    "an absolute URI without a fragment, e.g. https://id.example.com/api",
                    indicator,
                )
                .unwrap_or_else(|| Self::default().resource),
        }
    }
}
