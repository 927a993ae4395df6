//! Where a request comes from, as far as it can be believed.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr};

use actix_web::{FromRequest, HttpRequest, dev};

use super::{ApiError, ApiResult};

/// The proxies whose `X-Forwarded-For` is believed. Given to the app as its data.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The network of a caller: an IPv4 address, or the 64 bits that one household has of IPv6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network(Vec<u8>);

impl Network {
    /// Of an address.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.octets().to_vec()),
            IpAddr::V6(address) => Self(address.octets().into_iter().take(8).collect()),
        }
    }

    /// As bytes, to be digested.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl FromRequest for Network {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut dev::Payload) -> Self::Future {
        let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |address| address.ip());
        let none = TrustedProxies::default();
        let TrustedProxies(proxies) = request.app_data::<TrustedProxies>().unwrap_or(&none);
        let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
        let forwarded: Vec<&str> = forwarded.flat_map(|line| line.split(',')).map(str::trim).collect();
        ready(Ok(Self::of(caller(peer, &forwarded, proxies))))
    }
}

/// The nearest address that is no trusted proxy. What stands further left, anybody may have written.
fn caller(peer: IpAddr, forwarded: &[&str], proxies: &[IpAddr]) -> IpAddr {
    let mut nearest = peer.to_canonical();
    for text in forwarded.iter().rev() {
        if !proxies.contains(&nearest) {
            break;
        }
        let Ok(next) = text.parse::<IpAddr>() else { break };
        nearest = next.to_canonical();
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn only_what_trusted_proxies_wrote_is_believed() {
        let proxies = [ip("10.0.0.1"), ip("10.0.0.2")];
        let caller = |peer: &str, forwarded: &[&str]| caller(ip(peer), forwarded, &proxies).to_string();
        assert_eq!(caller("198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
        assert_eq!(caller("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(caller("10.0.0.1", &["1.2.3.4", "203.0.113.9"]), "203.0.113.9");
        assert_eq!(caller("10.0.0.1", &["1.2.3.4", "203.0.113.9", "10.0.0.2"]), "203.0.113.9");
        assert_eq!(caller("10.0.0.1", &["nonsense"]), "10.0.0.1");
        assert_eq!(caller("::ffff:10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(caller("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_household_is_one_network() {
        assert_eq!(Network::of(ip("2001:db8:1:2:3::1")), Network::of(ip("2001:db8:1:2:ffff::9")));
        assert_ne!(Network::of(ip("2001:db8:1:2::1")), Network::of(ip("2001:db8:1:3::1")));
        assert_ne!(Network::of(ip("192.0.2.1")), Network::of(ip("192.0.2.2")));
        assert_eq!(Network::of(ip("::ffff:192.0.2.1")), Network::of(ip("192.0.2.1")));
    }
}
