use crate::support::get;

/// WCAG 2.2 §1.4.3 and §1.4.11, over the pairs the style sheet uses.
#[tokio::test]
async fn colours_have_contrast() {
    let (status, _, css) = get("/style.css", &[]).await;
    assert_eq!(status, 200);
    let (light, dark) = css.split_once("prefers-color-scheme: dark").unwrap();
    for scheme in [light, dark] {
        let colour = |name: &str| -> [f64; 3] {
            let line = format!("--{name}: #");
            // What dark does not replace stays as in light.
            let hex = scheme.split_once(&line).or_else(|| light.split_once(&line)).unwrap().1;
            [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
        };
        let luminance = |rgb: [f64; 3]| {
            let [r, g, b] =
                rgb.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let contrast = |one: &str, two: &str| {
            let (one, two) = (luminance(colour(one)), luminance(colour(two)));
            (one.max(two) + 0.05) / (one.min(two) + 0.05)
        };
        for (ink, ground) in [
            ("ink", "paper"),
            ("ink", "surface"),
            ("ink-soft", "paper"),
            ("ink-soft", "surface"),
            ("on-accent", "accent"),
            ("on-accent", "accent-hover"),
        ] {
            assert!(contrast(ink, ground) >= 4.5, "{ink} on {ground}: {}", contrast(ink, ground));
        }
        for (mark, ground) in
            [("focus", "paper"), ("focus", "surface"), ("edge", "paper"), ("accent", "surface")]
        {
            assert!(contrast(mark, ground) >= 3.0, "{mark} on {ground}: {}", contrast(mark, ground));
        }
    }
}
