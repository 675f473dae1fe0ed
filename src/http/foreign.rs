//! Requests to hosts that a memo names, or to which a server sends us: only as far as the server itself is.
//!
//! They go out directly, by the addresses that were judged: behind a proxy, names would be resolved where nobody
//! checks what they lead to.

use std::net::IpAddr;
use std::sync::OnceLock;

use reqwest::Client;
use url::{Host, Origin, Url};

use super::error::Kind;
use super::patience::Patience;
use super::reach::{Reach, Resolver};
use super::{answer, builder};

/// Everything beyond one server.
#[derive(Debug)]
pub(crate) struct Foreign {
    home: Url,
    origin: Origin,
    patience: Patience,
    /// Looked up when something lies beyond the server for the first time, which few issues need.
    client: OnceLock<(Reach, Client)>,
}

impl Foreign {
    /// Everything beyond the server at this address.
    pub(crate) fn beyond(home: &Url, patience: &Patience) -> Self {
        Self {
            home: home.clone(),
            origin: home.origin(),
            patience: patience.clone(),
            client: OnceLock::new(),
        }
    }

    /// Returns true if an address lies beyond the server.
    pub(super) fn holds(&self, url: &Url) -> bool {
        url.origin() != self.origin
    }

    /// The client for an address beyond the server, unless nothing may be fetched from there.
    pub(super) async fn client(&self, url: &Url) -> Result<Client, Kind> {
        let (reach, client) = if let Some(known) = self.client.get() {
            known
        } else {
            let reach = Reach::of(addresses(&self.home).await);
            let client = builder(&self.patience)
                .no_proxy()
                .dns_resolver(Resolver(reach))
                .build()
                .map_err(|error| Kind::Connect(answer::innermost(&error)))?;
            self.client.get_or_init(|| (reach, client))
        };
        if reach.allows(url) {
            Ok(client.clone())
        } else {
            Err(Kind::OutOfReach)
        }
    }
}

/// Looks up the IP addresses of a server; none if only its proxy knows them.
async fn addresses(url: &Url) -> Vec<IpAddr> {
    match url.host() {
        Some(Host::Ipv4(address)) => vec![address.into()],
        Some(Host::Ipv6(address)) => vec![address.into()],
        Some(Host::Domain(name)) => match tokio::net::lookup_host((name, 0)).await {
            Ok(addresses) => addresses.map(|address| address.ip()).collect(),
            Err(_) => Vec::new(),
        },
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_public_server_leads_to_no_private_address() {
        // a name that is not known here is that of a server behind a proxy
        for home in ["http://192.0.2.1/", "https://memos.invalid/"] {
            let home = home.parse().expect("an address");
            let foreign = Foreign::beyond(&home, &Patience::default());
            assert!(!foreign.holds(&home));
            for url in [
                "http://127.0.0.1/",
                "http://192.168.1.6/",
                "file:///etc/passwd",
            ] {
                let url = url.parse().expect("an address");
                assert!(foreign.holds(&url));
                let refused = foreign.client(&url).await.expect_err(url.as_str());
                assert_eq!(refused, Kind::OutOfReach);
            }
            let public = "https://files.example.org/".parse().expect("an address");
            assert!(foreign.client(&public).await.is_ok());
        }
    }

    #[tokio::test]
    async fn a_name_is_refused_by_where_it_leads_and_not_asked_again() {
        let home = "http://192.0.2.1/".parse().expect("an address");
        let patience = Patience {
            pause: std::time::Duration::from_mins(1),
            ..Patience::default()
        };
        let foreign = Foreign::beyond(&home, &patience);
        let http = super::super::Http::new(patience).expect("a client");
        let url = "http://localhost:9/".parse().expect("an address");
        let refused = http.get(url).beyond(&foreign).send().await;
        let refused = refused.expect_err("it leads to this machine");
        assert_eq!(*refused.kind(), Kind::OutOfReach);
    }
}
