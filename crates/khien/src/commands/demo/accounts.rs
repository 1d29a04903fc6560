//! The sample accounts of a demonstration: one for each role, whose passwords are no secret.

use domain::access::{Grant, Role};
use domain::key::Key;
use engine::accounts::{From, NewAccount, NewPerson};
use engine::{Actor, Engine};
use server::web::SampleAccount;
use std::net::{IpAddr, Ipv4Addr};

/// Login, name and role; every name is invented.
const PEOPLE: &[(&str, &str, Role)] = &[
    ("truc.ban", "Trực ban mẫu", Role::DutyOfficer),
    ("lanh.dao", "Lãnh đạo mẫu", Role::Commander),
    ("don.vi", "Người trả lời mẫu", Role::Respondent),
    ("chuyen.vien", "Chuyên viên mẫu", Role::Analyst),
    ("thanh.tra", "Thanh tra mẫu", Role::Auditor),
    ("quan.tri.dv", "Quản trị đơn vị mẫu", Role::UnitAdmin),
    ("quan.tri", "Quản trị hệ thống mẫu", Role::SystemAdmin),
];

/// The password of all of them, shown at the sign-in by the buttons that use it.
const PASSWORD: &str = "khien ban trinh dien";

/// Makes them; the respondent answers for one unit only.
pub(super) async fn sample(engine: &Engine) -> anyhow::Result<Vec<SampleAccount>> {
    engine.refresh().await?;
    let last = engine
        .live()
        .all()
        .first()
        .and_then(|held| held.not_reported().iter().next().cloned());
    let mut made = Vec::new();
    for (login, name, role) in PEOPLE {
        let subtree = (*role == Role::Respondent).then(|| last.clone()).flatten();
        made.push(one(engine, login, name, *role, subtree).await?);
    }
    Ok(made)
}

async fn one(
    engine: &Engine,
    login: &str,
    name: &str,
    role: Role,
    subtree: Option<Key<domain::facts::Unit>>,
) -> anyhow::Result<SampleAccount> {
    let grants = vec![Grant { role, subtree }];
    let account = NewAccount {
        login: login.to_owned(),
        name: name.to_owned(),
        grants,
    };
    let link = engine.create_account(&Actor::Local, account).await?;
    let password = PASSWORD.to_owned();
    let person = NewPerson {
        login: login.to_owned(),
        name: name.to_owned(),
        password: password.clone(),
    };
    let from = From {
        address: IpAddr::V4(Ipv4Addr::LOCALHOST),
        user_agent: "khien demo".to_owned(),
    };
    engine.redeem(link.expose(), person, &from).await?;
    Ok(SampleAccount {
        login: login.to_owned(),
        password,
        role: role.as_str(),
    })
}
