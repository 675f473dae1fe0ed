//! Each rule by example.

use super::shaped;

#[test]
fn plain_text_stays_as_it_is() {
    assert_eq!(shaped("Hello, *world*."), "Hello, *world*.");
}
