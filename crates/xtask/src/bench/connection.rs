//! A keep-alive HTTP/1.1 connection that costs little: the load generator shares the machine with the server.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One connection; a response borrows its buffer.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
    unchunked: Vec<u8>,
}

/// Status, raw head and body of an answer.
#[derive(Debug)]
pub struct Response<'a> {
    pub status: u16,
    head: &'a [u8],
    pub body: &'a [u8],
}

impl Response<'_> {
    /// Every value of the header `name` (lower case).
    pub fn headers(&self, name: &str) -> impl Iterator<Item = &str> {
        headers(self.head, name)
    }

    /// The first value of the header `name` (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        headers(self.head, name).next()
    }
}

fn headers<'a>(head: &'a [u8], name: &str) -> impl Iterator<Item = &'a str> {
    head.split(|byte| *byte == b'\n').filter_map(move |line| {
        let (key, value) = line.split_at(line.iter().position(|byte| *byte == b':')?);
        let same = key.eq_ignore_ascii_case(name.as_bytes());
        same.then(|| std::str::from_utf8(&value[1..]).ok().map(str::trim))?
    })
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot reach {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 16 * 1024], filled: 0, unchunked: Vec::new() })
    }

    /// Sends a whole request and reads the whole answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Response<'_>> {
        self.stream.write_all(request).await?;
        self.filled = 0;
        let head = loop {
            self.fill().await?;
            if let Some(end) = find(&self.buffer[..self.filled], b"\r\n\r\n") {
                break end + 4;
            }
        };
        let status = std::str::from_utf8(self.buffer.get(9..12).unwrap_or_default())
            .ok()
            .and_then(|digits| digits.parse().ok())
            .context("the answer is not HTTP")?;
        let header = |name| headers(&self.buffer[..head], name).next();
        if let Some(length) = header("content-length") {
            let end = head + length.parse::<usize>().context("content-length")?;
            while self.filled < end {
                self.fill().await?;
            }
            return Ok(Response { status, head: &self.buffer[..head], body: &self.buffer[head..end] });
        }
        if header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
            self.read_chunks(head).await?;
            return Ok(Response { status, head: &self.buffer[..head], body: &self.unchunked });
        }
        if status == 204 || status == 304 {
            return Ok(Response { status, head: &self.buffer[..head], body: &[] });
        }
        bail!("an answer ({status}) without a length")
    }

    async fn read_chunks(&mut self, head: usize) -> Result<()> {
        self.unchunked.clear();
        let mut at = head;
        loop {
            let line = loop {
                if let Some(end) = find(&self.buffer[at..self.filled], b"\r\n") {
                    break at + end;
                }
                self.fill().await?;
            };
            let size = std::str::from_utf8(&self.buffer[at..line])?;
            let size = usize::from_str_radix(size.trim(), 16).context("chunk size")?;
            let end = line + 2 + size + 2;
            while self.filled < end {
                self.fill().await?;
            }
            self.unchunked.extend_from_slice(&self.buffer[line + 2..end - 2]);
            if size == 0 {
                return Ok(());
            }
            at = end;
        }
    }

    async fn fill(&mut self) -> Result<()> {
        if self.filled == self.buffer.len() {
            if self.buffer.len() > 16 * 1024 * 1024 {
                bail!("an answer of more than 16 MiB");
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        let read = self.stream.read(&mut self.buffer[self.filled..]).await?;
        if read == 0 {
            bail!("the server closed the connection");
        }
        self.filled += read;
        Ok(())
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|window| window == needle)
}

/// A GET request. `headers` are whole lines, each ending in CRLF.
pub fn get(host: &str, path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n").into_bytes()
}

/// A POST request of form fields.
pub fn post_form(host: &str, path: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// `name=value&…`, percent-encoded.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// Percent-encoding of everything but unreserved characters (RFC 3986 §2.3).
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    async fn answer_with(answer: &'static [u8]) -> Result<(u16, Vec<u8>, Vec<String>)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await?;
            let mut request = [0; 512];
            let read = stream.read(&mut request).await?;
            assert!(request[..read].ends_with(b"\r\n\r\n"));
            for piece in answer.chunks(7) {
                stream.write_all(piece).await?;
            }
            anyhow::Ok(())
        });
        let mut connection = Connection::open(address).await?;
        let response = connection.exchange(&get("h", "/", "")).await?;
        let cookies = response.headers("set-cookie").map(str::to_owned).collect();
        let result = (response.status, response.body.to_vec(), cookies);
        server.await??;
        Ok(result)
    }

    #[tokio::test]
    async fn a_length_delimited_answer() -> Result<()> {
        let answer =
            b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 5\r\n\r\nhello";
        let (status, body, cookies) = answer_with(answer).await?;
        assert_eq!((status, body.as_slice()), (200, b"hello".as_slice()));
        assert_eq!(cookies, ["a=1", "b=2"]);
        Ok(())
    }

    #[tokio::test]
    async fn a_chunked_answer() -> Result<()> {
        let answer =
            b"HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
        let (status, body, _) = answer_with(answer).await?;
        assert_eq!((status, body.as_slice()), (404, b"hello world".as_slice()));
        Ok(())
    }

    #[test]
    fn forms_are_encoded() {
        assert_eq!(form(&[("a b", "ü&="), ("c", "~")]), "a%20b=%C3%BC%26%3D&c=~");
    }
}
