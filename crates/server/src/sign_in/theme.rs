//! The operator's stylesheet: their colours as our custom properties, then what they wrote themselves.

use std::fmt::Write;

use crate::{
    pages,
    settings::{Color, SignInExperience},
};

/// The rules to be read after our stylesheet, if there are any.
pub(super) fn stylesheet(experience: &SignInExperience) -> Option<String> {
    let mut css = colours(&experience.color);
    css.push_str(experience.custom_css.as_deref().unwrap_or_default());
    (!css.is_empty()).then_some(css)
}

fn colours(color: &Color) -> String {
    let own = Color::default();
    let mut css = String::new();
    if !color.is_dark_mode_enabled {
        let _ = write!(css, ":root{{{}color-scheme:light}}", pages::light_tokens());
    }
    if color.primary_color != own.primary_color || color.dark_primary_color != own.dark_primary_color {
        accent(&mut css, &color.primary_color, "#000");
        if color.is_dark_mode_enabled {
            css.push_str("@media (prefers-color-scheme:dark){");
            accent(&mut css, &color.dark_primary_color, "#fff");
            css.push('}');
        }
    }
    css
}

/// The accent, a shade of it for the pointer, and what is readable on it.
fn accent(css: &mut String, colour: &str, shade: &str) {
    let Some(channels) = channels(colour) else { return };
    let ink = if is_light(channels) { "#12202b" } else { "#ffffff" };
    let _ = write!(
        css,
        ":root{{--accent:{colour};--accent-hover:color-mix(in srgb,{colour} 80%,{shade});--on-accent:{ink}}}"
    );
}

/// Red, green, blue of `#rgb` or `#rrggbb`; anything else is not written into a stylesheet.
fn channels(colour: &str) -> Option<[u8; 3]> {
    let digits: Vec<u8> = colour
        .strip_prefix('#')?
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    match digits[..] {
        [r, g, b] => Some([r * 17, g * 17, b * 17]),
        [a, b, c, d, e, f] => Some([a * 16 + b, c * 16 + d, e * 16 + f]),
        _ => None,
    }
}

/// Whether dark text has more contrast on it than white text (WCAG 2.2, relative luminance).
fn is_light(channels: [u8; 3]) -> bool {
    let [r, g, b] = channels.map(|channel| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b > 0.2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(primary: &str, dark: &str, is_dark_mode_enabled: bool) -> String {
        colours(&Color {
            primary_color: primary.into(),
            dark_primary_color: dark.into(),
            is_dark_mode_enabled,
        })
    }

    #[test]
    fn our_own_colours_need_no_theme() {
        assert_eq!(stylesheet(&SignInExperience::default()), None);
    }

    #[test]
    fn colours_become_custom_properties_and_stay_readable() {
        let css = with("#6139F6", "#fc0", true);
        assert!(css.starts_with(":root{--accent:#6139F6;"), "{css}");
        assert!(
            css.contains("--on-accent:#ffffff}@media (prefers-color-scheme:dark){:root{--accent:#fc0;"),
            "{css}"
        );
        assert!(css.ends_with("--on-accent:#12202b}}"), "{css}");
    }

    #[test]
    fn without_a_dark_mode_the_light_colours_hold_in_the_dark() {
        let own = Color::default();
        let css = with(&own.primary_color, &own.dark_primary_color, false);
        assert!(css.contains("--paper:") && css.ends_with("color-scheme:light}"), "{css}");
        assert!(!with("#123456", "#654321", false).contains("#654321"));
    }

    #[test]
    fn what_is_no_colour_is_not_written() {
        assert_eq!(with("red}*{display:none", "#12", true), "@media (prefers-color-scheme:dark){}");
    }
}
