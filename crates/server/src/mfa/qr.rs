use base64::{Engine, prelude::BASE64_STANDARD};
use qrcode::{Color, QrCode};

/// Pixels per module, and modules of quiet zone around the code (ISO/IEC 18004 asks for four).
const SCALE: usize = 4;
const QUIET: usize = 4;
/// Largest block of an uncompressed deflate stream (RFC 1951 §3.2.4).
const MAX_STORED: usize = 65_535;

/// A QR code of `text` as `data:image/png;base64,…`. `None`: the text is too long for one.
pub fn png_data_uri(text: &str) -> Option<String> {
    let code = QrCode::new(text).ok()?;
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 2 * QUIET) * SCALE;
    let is_dark = |x: usize, y: usize| {
        let at = |pixel: usize| (pixel / SCALE).checked_sub(QUIET).filter(|module| *module < modules);
        at(x).zip(at(y)).is_some_and(|(x, y)| colors[y * modules + x] == Color::Dark)
    };
    // One bit per pixel, 1 is white; each row begins with its filter, none.
    let mut rows = Vec::with_capacity(side * (side / 8 + 2));
    for y in 0..side {
        rows.push(0);
        for first in (0..side).step_by(8) {
            let light = |bit: usize| first + bit >= side || !is_dark(first + bit, y);
            rows.push((0..8).fold(0_u8, |byte, bit| byte << 1 | u8::from(light(bit))));
        }
    }
    Some(format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png(u32::try_from(side).ok()?, &rows))))
}

/// A square greyscale image of one bit per pixel (PNG, W3C Recommendation, third edition).
fn png(side: u32, rows: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = [side.to_be_bytes(), side.to_be_bytes()].concat();
    // bit depth 1, greyscale, deflate, no filters, not interlaced
    header.extend([1, 0, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &header);
    chunk(&mut file, *b"IDAT", &zlib(rows));
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    file.extend(length.to_be_bytes());
    let body = [kind.as_slice(), data].concat();
    file.extend(&body);
    file.extend(crc32(&body).to_be_bytes());
}

/// A zlib stream (RFC 1950) that stores instead of compressing: a QR code is a few kilobytes.
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = data.chunks(MAX_STORED).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(data).to_be_bytes());
    stream
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| {
                if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 }
            },
        )
    })
}

fn adler32(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn a_code_is_an_image_of_the_right_size() {
        let uri = png_data_uri("otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP").unwrap();
        let file = BASE64_STANDARD.decode(uri.strip_prefix("data:image/png;base64,").unwrap()).unwrap();
        assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
        let side = u32::from_be_bytes(file[16..20].try_into().unwrap());
        let modules =
            u32::try_from(QrCode::new("otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXP").unwrap().width())
                .unwrap();
        assert_eq!(side, (modules + 8) * 4);
        assert!(file.ends_with(b"IEND\xae\x42\x60\x82"));
        assert_eq!(png_data_uri(&"x".repeat(5_000)), None);
    }
}
