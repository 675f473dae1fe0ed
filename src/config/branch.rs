//! Names that git takes for branches: <https://git-scm.com/docs/git-check-ref-format>.

/// Says what is wrong with the beginning of a branch's name, behind which a week's id follows; `None` if nothing is.
pub(super) fn complaint(prefix: &str) -> Option<&'static str> {
    let is_odd = |c: char| c.is_control() || " ~^:?*[\\".contains(c);
    let parts: Vec<&str> = prefix.split('/').collect();
    let (_, before) = parts.split_last()?;
    if prefix.is_empty() {
        Some("is empty; branches could not be told apart")
    } else if prefix.contains(is_odd) {
        Some("cannot begin a branch's name; spaces and `~ ^ : ? * [ \\` are not allowed in one")
    } else if prefix.contains("..") || prefix.contains("@{") {
        Some("cannot begin a branch's name; `..` and `@{` are not allowed in one")
    } else if before
        .iter()
        .any(|part| part.is_empty() || part.ends_with('.') || part.strip_suffix(".lock").is_some())
        || parts.iter().any(|part| part.starts_with('.'))
        || prefix.starts_with('-')
    {
        Some("cannot begin a branch's name; expected for example `memos-weekly/`")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::complaint;

    #[test]
    fn a_prefix_is_what_git_takes() {
        for good in ["memos-weekly/", "weekly-", "a/b/c.", "周刊/", "w"] {
            assert_eq!(complaint(good), None, "{good}");
        }
        for bad in [
            "", "/a/", "a//", "a b/", "a..", ".a/", "a/.", "a.lock/", "a./", "-a", "a@{", "a:",
        ] {
            assert!(complaint(bad).is_some(), "{bad}");
        }
    }
}
