use std::{fmt, net::IpAddr, str::FromStr};

/// An address or a CIDR block: `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpBlock {
    network: IpAddr,
    prefix: u8,
}

impl IpBlock {
    /// Whether `address` lies in it. An IPv4 address mapped into IPv6 is the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                (network.to_bits() ^ address.to_bits()) & mask == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                (network.to_bits() ^ address.to_bits()) & mask == 0
            }
            _ => false,
        }
    }
}

/// Neither an address nor a CIDR block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IP address or CIDR block, e.g. 10.0.0.0/8")]
pub struct InvalidIpBlock;

impl FromStr for IpBlock {
    type Err = InvalidIpBlock;

    fn from_str(text: &str) -> Result<Self, InvalidIpBlock> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(a, p)| (a, Some(p)));
        let network: IpAddr = address.parse().map_err(|_| InvalidIpBlock)?;
        let longest = if network.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(longest), |prefix| prefix.parse().map_err(|_| InvalidIpBlock))?;
        if prefix > longest { Err(InvalidIpBlock) } else { Ok(Self { network, prefix }) }
    }
}

impl fmt::Display for IpBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.network, self.prefix)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn blocks_contain_their_addresses_only() {
        let block = |text: &str| text.parse::<IpBlock>().unwrap();
        assert!(block("10.0.0.0/8").contains("10.255.0.1".parse().unwrap()));
        assert!(!block("10.0.0.0/8").contains("11.0.0.1".parse().unwrap()));
        assert!(block("10.0.0.1").contains("::ffff:10.0.0.1".parse().unwrap()));
        assert!(!block("10.0.0.1").contains("10.0.0.2".parse().unwrap()));
        assert!(block("0.0.0.0/0").contains("1.2.3.4".parse().unwrap()));
        assert!(!block("0.0.0.0/0").contains("::1".parse().unwrap()));
        assert!(block("2001:db8::/32").contains("2001:db8:ffff::1".parse().unwrap()));
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0.0/x", "localhost", "10.0.0.0/8/8", "10.0.0.0/-1"] {
            assert!(bad.parse::<IpBlock>().is_err(), "{bad}");
        }
    }
}
