//! An address as short as a reader needs it to know where it leads.

/// The host, and whether there is more: `example.org/…`. What is no web address stays as it is.
pub fn short(address: &str) -> String {
    let Some((_, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // a name and a password are nobody's business
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let more = if matches!(path, "" | "/") { "" } else { "/…" };
    format!("{host}{more}")
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn an_address_is_its_host_and_whether_there_is_more() {
        let cases = [
            ("https://example.org", "example.org"),
            ("https://www.example.org/", "example.org"),
            ("https://example.org/a", "example.org/…"),
            ("https://example.org/a/b?c=d#e", "example.org/…"),
            ("http://example.org?q=1", "example.org/…"),
            ("https://例子.中国/路径", "例子.中国/…"),
            ("http://localhost:8080/a", "localhost:8080/…"),
            ("https://me:secret@example.org/a", "example.org/…"),
            ("https://example.org/@me", "example.org/…"),
            ("mailto:me@example.org", "mailto:me@example.org"),
        ];
        for (address, expected) in cases {
            assert_eq!(short(address), expected, "{address}");
        }
    }
}
