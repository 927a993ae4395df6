//! `/v1/sessions`, `/v1/tokens` and `/v1/me`.

mod create_session;
