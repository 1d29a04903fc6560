//! `khien user`: accounts at the server's command line.

use super::{Found, setting};
use crate::cli::UserVerb;
use crate::output;
use anyhow::Context as _;
use domain::access::{Grant, Role};
use engine::Actor;
use engine::accounts::{AccountLine, NewAccount, Secret};
use serde::Serialize;

/// An account as JSON.
#[derive(Serialize)]
struct Line {
    id: String,
    login: String,
    name: String,
    roles: Vec<String>,
    state: &'static str,
    second_factor: bool,
    created_at: String,
}

/// Runs a verb of `user`.
pub(crate) async fn run(verb: UserVerb) -> anyhow::Result<Found> {
    match verb {
        UserVerb::Add {
            login,
            name,
            roles,
            place,
        } => {
            let grants = roles
                .iter()
                .map(|role| grant(role))
                .collect::<Result<_, _>>()?;
            let engine = setting::engine(&place).await?;
            let new = NewAccount {
                login,
                name,
                grants,
            };
            let link = engine.create_account(&Actor::Local, new).await?;
            engine.close().await?;
            tell(&link);
        }
        UserVerb::Recover { login, place } => {
            let engine = setting::engine(&place).await?;
            let link = engine.recover(&Actor::Local, &login).await?;
            engine.close().await?;
            tell(&link);
        }
        UserVerb::List { json, place } => {
            let engine = setting::engine(&place).await?;
            let lines = engine.accounts(&Actor::Local).await?;
            engine.close().await?;
            let lines: Vec<Line> = lines.into_iter().map(line).collect();
            if json {
                output::json(&lines)?;
            } else {
                list(&lines);
            }
        }
    }
    Ok(Found::Nothing)
}

/// The link is the result, alone on its line, so that a script can take it; what to do with it is a note.
fn tell(link: &Secret) {
    output::line(&format!("/link/{}", link.expose()));
    output::note(
        "Mở đường dẫn trên ở địa chỉ của Khiên. Liên kết dùng một lần; chỉ đưa cho đúng người.",
    );
}

fn list(lines: &[Line]) {
    for line in lines {
        let factor = if line.second_factor { ", 2 lớp" } else { "" };
        output::line(&format!(
            "{}\t{}\t{}\t{}{factor}",
            line.login,
            line.name,
            line.roles.join(" "),
            line.state
        ));
    }
    if lines.is_empty() {
        output::note("Chưa có tài khoản nào.");
    }
}

fn line(account: AccountLine) -> Line {
    let state = match (account.disabled_at, account.has_password) {
        (Some(_), _) => "disabled",
        (None, true) => "active",
        (None, false) => "invited",
    };
    Line {
        id: account.id.to_string(),
        login: account.login,
        name: account.name,
        roles: account.grants.iter().map(written).collect(),
        state,
        second_factor: account.has_totp,
        created_at: account.created_at.to_string(),
    }
}

fn written(grant: &Grant) -> String {
    match &grant.subtree {
        Some(unit) => format!("{}@{unit}", grant.role),
        None => grant.role.to_string(),
    }
}

/// `ROLE` or `ROLE@UNIT`.
fn grant(text: &str) -> anyhow::Result<Grant> {
    let (word, unit) = match text.split_once('@') {
        Some((word, unit)) => (word, Some(unit)),
        None => (text, None),
    };
    let role = Role::parse(word).with_context(|| {
        format!(
            "“{word}” không phải vai trò; cần một trong: {}",
            Role::WORDS.join(", ")
        )
    })?;
    anyhow::ensure!(
        unit.is_none_or(|unit| !unit.trim().is_empty()),
        "“{text}” thiếu mã đơn vị sau dấu @"
    );
    Ok(unit.map_or(Grant::whole(role), |unit| Grant::of(role, unit)))
}
