//! Everything that runs without a network: one binary, a module per subject.

mod action;
mod asset;
mod cli;
mod config;
mod demo;
mod elsewhere;
mod engine;
mod folder;
mod github;
mod hostile;
mod http;
mod init;
mod issue;
mod markdown;
mod memos;
mod merge;
mod numeral;
mod page_title;
mod preview;
mod pull_request;
mod render;
mod repository;
mod select;
mod support;
mod template;
mod week;
