//! Where a post goes: a folder or a pull request.
