use super::*;
use domain::codes;

/// One error of every variant but [`EngineError::Backup`], whose codes are those of archives and reach no door.
fn samples() -> Vec<EngineError> {
    let told = || Told::new("vi", "en");
    let broken = || std::io::Error::other("x");
    vec![
        store::StoreError::Task.into(),
        EngineError::FolderInUse(told()),
        letters::read::ReadError::Empty.into(),
        crate::documents::DocumentError::Child(broken()).into(),
        wire::pack::parse(&[("x.toml", "x")]).unwrap_err().into(),
        EngineError::file(std::path::Path::new("x"), broken()),
        EngineError::Tables(Vec::new()),
        EngineError::NoWindow,
        EngineError::NoReceipt,
        EngineError::NoPack(jiff::civil::date(2024, 2, 8)),
        EngineError::NotFound(told()),
        EngineError::Invalid(told()),
        EngineError::Conflict { current: 1 },
        EngineError::Damaged(String::new()),
        EngineError::ReturnChanged,
        EngineError::Forbidden,
        EngineError::LinkDead,
        EngineError::LoginTaken(String::new()),
        EngineError::WeakPassword(told()),
        EngineError::WrongPassword,
        EngineError::WrongCode,
        EngineError::Wait(5),
        "x".parse::<jiff::Timestamp>().unwrap_err().into(),
        lake::intake::IntakeError::Full.into(),
        lake::table::LakeError::Full(std::path::PathBuf::new()).into(),
        lake::query::SearchError::Deadline.into(),
        lake::query::SearchError::Memory.into(),
        EngineError::Report(String::new()),
    ]
}

/// Whether [`samples`] has one; a new variant is no program until it is named here, and then it goes there too.
fn is_sampled(error: &EngineError) -> bool {
    use EngineError as E;
    match error {
        E::Backup(_) => false,
        E::Store(_) | E::FolderInUse(_) | E::Letter(_) | E::Document(_) | E::Pack(_) => true,
        E::File { .. } | E::Tables(_) | E::NoWindow | E::NoReceipt | E::NoPack(_) => true,
        E::NotFound(_) | E::Invalid(_) | E::Conflict { .. } | E::Damaged(_) => true,
        E::ReturnChanged | E::Forbidden | E::LinkDead | E::LoginTaken(_) => true,
        E::WeakPassword(_) | E::WrongPassword | E::WrongCode | E::Wait(_) => true,
        E::Time(_) | E::Intake(_) | E::Lake(_) | E::Search(_) | E::Report(_) => true,
    }
}

#[test]
fn the_code_of_every_error_is_listed() {
    for error in samples() {
        assert!(is_sampled(&error));
        let code = error.code();
        assert!(codes::find(code).is_some(), "{code} is not listed");
    }
}

#[test]
fn what_is_not_there_is_told_in_both_languages() {
    let error = EngineError::no_unit("XA-1");
    let told = error.told().unwrap();
    assert_eq!(told.of(Lang::Vi), "không tìm thấy đơn vị XA-1");
    assert_eq!(told.of(Lang::En), "not found: unit XA-1");
    assert_eq!(error.to_string(), told.of(Lang::Vi));
}
