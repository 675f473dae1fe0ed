//! Where a page or a file may be; because the addresses in memos are anybody's, while this program runs inside a
//! network whose routers, dashboards and credentials answer to whoever asks from there.
//!
//! A name is judged by the addresses that the connection is made to, so that neither a redirect nor a name that
//! changes its mind gets around it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// The networks in which pages and files may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// On the public Internet.
    Public,
    /// There, and in private networks.
    PrivateNetworks,
    /// There, in private networks, and on this machine.
    ThisMachine,
    /// There, and at this very socket if it is written as a number. No configuration leads here: it is for tests.
    PublicAnd(SocketAddr),
}

impl Reach {
    /// As far as a server is that has these addresses: who can reach it there, may ask its neighbours, too.
    pub(super) fn of(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        let mut reach = Self::Public;
        for address in addresses {
            if address.is_loopback() {
                return Self::ThisMachine;
            }
            if is_private(address) {
                reach = Self::PrivateNetworks;
            }
        }
        reach
    }

    /// Returns true if an address may be asked for. Of a host's name nothing is known yet: that is up to [`Resolver`].
    pub(crate) fn allows(self, url: &Url) -> bool {
        let has_user = !url.username().is_empty() || url.password().is_some();
        if has_user || !matches!(url.scheme(), "http" | "https") {
            return false;
        }
        let address: IpAddr = match url.host() {
            Some(Host::Ipv4(address)) => address.into(),
            Some(Host::Ipv6(address)) => address.into(),
            Some(Host::Domain(_)) => return true,
            None => return false,
        };
        let port = url.port_or_known_default();
        self.reaches(address)
            || matches!(self, Self::PublicAnd(socket) if socket.ip() == address && Some(socket.port()) == port)
    }

    fn reaches(self, address: IpAddr) -> bool {
        is_public(address)
            || match self {
                Self::Public | Self::PublicAnd(_) => false,
                Self::PrivateNetworks => is_private(address),
                Self::ThisMachine => is_private(address) || address.is_loopback(),
            }
    }
}

/// A name leads to where nothing may be asked for.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address out of reach")]
pub(super) struct OutOfReach;

/// Resolves a name, unless it leads to a single address out of reach.
#[derive(Debug)]
pub(crate) struct Resolver(pub(crate) Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let addresses = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = addresses.collect();
            if !addresses.iter().all(|address| reach.reaches(address.ip())) {
                return Err(OutOfReach.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Returns true if an address is one of the public Internet, after IANA's registries of special-purpose addresses for
/// [IPv4](https://www.iana.org/assignments/iana-ipv4-special-registry) and
/// [IPv6](https://www.iana.org/assignments/iana-ipv6-special-registry).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|&(net, length)| {
            let host_bits = 32 - length;
            u32::from(address) >> host_bits == u32::from(net) >> host_bits
        }),
        IpAddr::V6(address) => {
            let is_in = |&(net, length): &(Ipv6Addr, u32)| {
                let host_bits = 128 - length;
                u128::from(address) >> host_bits == u128::from(net) >> host_bits
            };
            is_in(&GLOBAL_V6) && !SPECIAL_V6.iter().any(is_in)
        }
    }
}

/// Returns true if an address is one of somebody's own network, but for those at which clouds tell credentials.
fn is_private(address: IpAddr) -> bool {
    const TELLS_CREDENTIALS: [IpAddr; 2] = [
        IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
        IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    ];
    let is_own = match address {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            // the last are those behind a provider's address translation, and of mesh networks
            address.is_private() || (first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(address) => address.is_unique_local(),
    };
    is_own && !TELLS_CREDENTIALS.contains(&address)
}

const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    // this network
    (Ipv4Addr::UNSPECIFIED, 8),
    // private
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    // behind a provider's address translation
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    // loopback
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // link-local, with the clouds' metadata services
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    // the metadata service of Azure, where GitHub's runners are
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    // protocol assignments
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    // documentation
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // relays to IPv6
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    // benchmarks
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    // multicast
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // reserved, and broadcast
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// All that is given out for use: loopback, link-local, unique local, multicast, and IPv4 in disguise lie outside.
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    // protocol assignments, and tunnels to any IPv4 (Teredo)
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    // documentation
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
    // tunnels to any IPv4 (6to4)
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        let public = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "140.82.121.4",
            "168.63.129.15",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700:4700::1111",
            "2a00:1450:4001:82a::200e",
        ];
        let special = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.251",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:1.1.1.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ];
        let judged = |text: &str| is_public(text.parse().expect("an IP address"));
        for text in public {
            assert!(judged(text), "{text}");
        }
        for text in special {
            assert!(!judged(text), "{text}");
        }
    }

    #[test]
    fn an_address_in_disguise_is_still_one() {
        let refused = [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f.0.0.1/",
            "http://0177.0.0.1/",
            "http://127.0.0.1./",
            "http://１２７.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://user@example.org/",
            "http://:secret@example.org/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "data:text/html,<title>x</title>",
        ];
        let allows = |text: &str| Reach::Public.allows(&text.parse().expect("an address"));
        for text in refused {
            assert!(!allows(text), "{text}");
        }
        for text in ["http://example.org/", "https://1.1.1.1:8443/a?b#c"] {
            assert!(allows(text), "{text}");
        }
    }

    #[tokio::test]
    async fn a_name_is_judged_by_where_it_leads() {
        let name = "localhost".parse().expect("a name");
        assert!(Resolver(Reach::Public).resolve(name).await.is_err());
        let name = "localhost".parse().expect("a name");
        assert!(Resolver(Reach::ThisMachine).resolve(name).await.is_ok());
    }

    #[test]
    fn the_neighbours_of_a_server_are_in_reach_and_no_one_else() {
        let around = |server: &str| {
            let servers = server.split(' ').map(|it| it.parse().expect("an address"));
            Reach::of(servers)
        };
        let allows = |reach: Reach| {
            [
                "http://1.1.1.1/",
                "http://192.168.1.6:9000/",
                "http://100.64.1.1/",
                "http://[fd12::1]/",
                "http://127.0.0.1:9000/",
                "http://[::1]/",
                "http://169.254.169.254/",
                "http://100.100.100.200/",
                "http://168.63.129.16/",
                "http://[fd00:ec2::254]/",
                "http://0.0.0.0/",
                "http://[::ffff:10.0.0.1]/",
                "http://224.0.0.1/",
            ]
            .map(|url| reach.allows(&url.parse().expect("an address")))
            .iter()
            .position(|allowed| !allowed)
        };
        assert_eq!(allows(Reach::of([])), Some(1));
        assert_eq!(allows(around("93.184.215.14")), Some(1));
        for server in [
            "192.168.1.5",
            "10.0.0.1",
            "100.100.1.1",
            "fd12::5",
            "2606:4700::1 10.0.0.9",
        ] {
            assert_eq!(allows(around(server)), Some(4), "{server}");
        }
        for server in ["127.0.0.1", "::1"] {
            assert_eq!(allows(around(server)), Some(6), "{server}");
        }
        let never = [
            "http://169.254.169.254/",
            "http://100.100.100.200/",
            "http://168.63.129.16/",
            "http://[fd00:ec2::254]/",
            "http://0.0.0.0/",
            "http://[::ffff:10.0.0.1]/",
            "http://224.0.0.1/",
            "file:///etc/passwd",
        ];
        for url in never {
            assert!(
                !Reach::ThisMachine.allows(&url.parse().expect("an address")),
                "{url}"
            );
        }
    }
}
