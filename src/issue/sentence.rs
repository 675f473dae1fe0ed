//! A sentence in every language that readers and reviewers may have.

use std::fmt;

use super::Language;

/// The same statement in each language; a translation cannot be forgotten. Terminal and log take the English one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    en: String,
    zh_cn: String,
}

impl Sentence {
    /// From the same sentence in both languages.
    pub fn new(en: impl Into<String>, zh_cn: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            zh_cn: zh_cn.into(),
        }
    }

    /// Words that are nobody's to translate: those of a server, the names of files.
    pub fn untranslated(words: impl Into<String>) -> Self {
        let words = words.into();
        Self::new(words.clone(), words)
    }

    /// The sentence in one language.
    pub fn to(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::ZhCn => &self.zh_cn,
        }
    }

    /// Several sentences as one.
    pub fn join(texts: &[Self]) -> Self {
        let join = |language, separator| {
            let texts = texts.iter().map(|text| text.to(language));
            texts.collect::<Vec<_>>().join(separator)
        };
        Self::new(join(Language::En, "; "), join(Language::ZhCn, "；"))
    }
}

/// The English sentence.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}
