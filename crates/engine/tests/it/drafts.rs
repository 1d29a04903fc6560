//! A letter uploaded, compared, corrected, confirmed.

use crate::office::{LETTER, Office};
use domain::measure_id::MeasureId;
use engine::directives::Confirmation;
use engine::drafts::{Correction, Draft, DraftState, ReadingKind, Shown};
use engine::{Actor, EngineError};
use jiff::civil::date;

const ME: Actor = Actor::Local;

async fn uploaded(office: &Office) -> Draft {
    let name = "../../cong van.txt";
    let id = office
        .engine
        .upload(&ME, name, LETTER.into())
        .await
        .unwrap();
    office.engine.draft(id).await.unwrap()
}

async fn corrected(office: &Office, draft: &Draft, all: Vec<Correction>) -> Draft {
    let mut draft = draft.clone();
    for correction in all {
        let made = office
            .engine
            .correct(&ME, draft.id, draft.revision, correction);
        draft = made.await.unwrap();
    }
    draft
}

/// Before and after of the changes of a field; blank is empty.
fn seen<'a>(draft: &'a Draft, field: &str) -> Vec<(&'a str, &'a str)> {
    let about = draft.changes.iter().filter(|c| c.field == field);
    about.map(|c| (word(&c.before), word(&c.after))).collect()
}

fn word(shown: &Shown) -> &str {
    match shown {
        Shown::Text(text) => text,
        _ => "",
    }
}

fn received() -> Correction {
    Correction::Received {
        date: Some(date(2024, 1, 5)),
    }
}

#[tokio::test]
async fn every_duty_stands_beside_its_lines_and_the_same_file_is_the_same_draft() {
    let office = Office::open().await;
    let draft = uploaded(&office).await;
    assert_eq!(draft.file_name, "cong van.txt");
    for duty in draft
        .corrected
        .obligations
        .iter()
        .filter(|o| !o.is_synthetic())
    {
        let place = draft.places[&duty.id];
        let lines = &draft.source[place.first - 1..place.last];
        let words: String = lines
            .iter()
            .map(|l| l.text.as_str())
            .collect::<Vec<_>>()
            .join(" ");
        let last = duty.text.split(' ').next_back().unwrap();
        assert!(words.contains(last), "{}: {words}", duty.id);
    }
    let again = uploaded(&office).await;
    assert_eq!(
        (again.id, office.engine.drafts().await.unwrap().len()),
        (draft.id, 1)
    );
}

#[tokio::test]
async fn what_is_blank_or_weak_waits_for_a_person_and_is_settled_by_one() {
    let office = Office::open().await;
    let draft = uploaded(&office).await;
    let open = |draft: &Draft, id: &str| {
        draft
            .readings_to_confirm
            .iter()
            .find(|r| r.id == id)
            .map(|r| !r.settled)
    };
    let weak = |kind: ReadingKind| draft.readings_to_confirm.iter().find(|r| r.kind == kind);
    assert_eq!(open(&draft, "received"), Some(true));
    let slip = weak(ReadingKind::Slip).expect("the sample letter has slips");
    assert!(slip.place.is_some() && slip.printed != slip.read_as);
    let right = Correction::Right {
        reading: slip.id.clone(),
    };
    let after = corrected(&office, &draft, vec![received(), right]).await;
    assert_eq!(
        (open(&after, "received"), open(&after, &slip.id)),
        (Some(false), Some(false))
    );
    let line = &office.engine.drafts().await.unwrap()[0];
    let waiting = after
        .readings_to_confirm
        .iter()
        .filter(|r| !r.settled)
        .count();
    assert_eq!((line.state, line.open), (DraftState::Reading, waiting));
}

#[tokio::test]
async fn two_people_editing_see_the_conflict_and_lose_nothing() {
    let office = Office::open().await;
    let draft = uploaded(&office).await;
    let number = |value: &str| Correction::Number {
        value: Some(value.into()),
    };
    let first = corrected(&office, &draft, vec![number("15")]).await;
    let late = office
        .engine
        .correct(&ME, draft.id, draft.revision, number("16"))
        .await;
    match late.unwrap_err() {
        EngineError::Conflict { current } => assert_eq!(current, first.revision),
        other => panic!("{other}"),
    }
    let now = office.engine.draft(draft.id).await.unwrap();
    assert_eq!(now.corrected.number.as_deref(), Some("15"));
    // What does not fit is refused and kept out.
    let wrong = Correction::MeasureAdd {
        obligation: "99".into(),
        measure: "hunt".into(),
    };
    let refused = office
        .engine
        .correct(&ME, now.id, now.revision, wrong)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "invalid");
    assert_eq!(
        office.engine.draft(draft.id).await.unwrap().revision,
        now.revision
    );
}

#[tokio::test]
async fn the_corrected_reading_comes_into_force_and_teaches_nothing() {
    let office = Office::open().await;
    let draft = uploaded(&office).await;
    let duty = draft.reading.obligations[0].id.clone();
    let all = vec![
        received(),
        Correction::Number {
            value: Some("15".into()),
        },
        Correction::MeasureAdd {
            obligation: duty.clone(),
            measure: "hunt".into(),
        },
    ];
    let draft = corrected(&office, &draft, all).await;
    let given = Confirmation::default();
    let in_force = office
        .engine
        .confirm(&ME, draft.id, draft.revision, &given)
        .await
        .unwrap();
    assert_eq!(in_force.directive.number.as_deref(), Some("15"));
    assert!(
        in_force.directive.obligations[0]
            .measures
            .contains(&MeasureId::Hunt)
    );
    let kept = office.engine.directives_in_force().await.unwrap();
    assert_eq!((kept.len(), &kept[0].directive), (1, &in_force.directive));
    let source = office.engine.directive_source(&in_force).await.unwrap();
    assert!(source.places.contains_key(&duty));
    // Read anew it is read as before; uploaded anew it is corrected from where it stood.
    let anew = office
        .engine
        .read_directive("x.txt", LETTER.as_bytes())
        .unwrap();
    assert_eq!(anew.number, draft.reading.number);
    let next = uploaded(&office).await;
    assert_ne!(next.id, draft.id);
    assert_eq!(next.corrected.number.as_deref(), Some("15"));
    office.verify().await;
    // A confirmed draft is history.
    let late = office
        .engine
        .confirm(&ME, draft.id, draft.revision + 1, &given)
        .await;
    assert_eq!(late.unwrap_err().code(), "invalid");
}

#[tokio::test]
async fn without_a_date_of_receipt_nothing_comes_into_force() {
    let office = Office::open().await;
    let draft = uploaded(&office).await;
    let given = Confirmation::default();
    let error = office
        .engine
        .confirm(&ME, draft.id, draft.revision, &given)
        .await;
    assert_eq!(error.unwrap_err().code(), "directive.no_receipt");
    assert!(
        office
            .engine
            .directives_in_force()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_stamp_of_secrecy_leaves_no_copy() {
    let office = Office::open().await;
    let secret = format!("MẬT\n{LETTER}");
    let digest = store::sha256(secret.as_bytes());
    let refused = office
        .engine
        .upload(&ME, "mat.txt", secret.into())
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "letter.secret_stamp");
    assert!(office.engine.drafts().await.unwrap().is_empty());
    assert!(office.engine.store().files().read(digest).await.is_err());
}

#[tokio::test]
async fn what_was_changed_stands_beside_what_was_read_and_a_duty_goes_only_with_a_reason() {
    let office = Office::open().await;
    let draft = uploaded(&office).await;
    let first = draft.corrected.obligations[0].id.clone();
    let bare = Correction::ObligationRemove {
        obligation: first.clone(),
        reason: Some(" ".into()),
    };
    let refused = office
        .engine
        .correct(&ME, draft.id, draft.revision, bare)
        .await;
    assert_eq!(
        refused.unwrap_err().to_string(),
        "bỏ một nhiệm vụ cần ghi lý do (ít nhất 5 ký tự)"
    );
    let endless = Correction::ObligationRemove {
        obligation: first.clone(),
        reason: Some("dài ".repeat(6_000)),
    };
    let refused = office
        .engine
        .correct(&ME, draft.id, draft.revision, endless)
        .await;
    assert_eq!(refused.unwrap_err().to_string(), "đoạn chữ quá dài");
    let after = corrected(
        &office,
        &draft,
        vec![
            received(),
            Correction::Place {
                value: Some("An Mẫu".into()),
            },
            Correction::ObligationRemove {
                obligation: first.clone(),
                reason: Some("trùng với mục sau".into()),
            },
        ],
    )
    .await;
    assert!(after.corrected.obligations.iter().all(|o| o.id != first));
    assert!(after.reading.obligations.iter().any(|o| o.id == first));
    let place = after.changes.iter().find(|c| c.field == "place").unwrap();
    assert_eq!(place.after, Shown::Text("An Mẫu".into()));
    assert_eq!(
        place.before,
        draft
            .reading
            .place
            .clone()
            .map_or(Shown::Blank, Shown::Text)
    );
    let gone = after.changes.last().unwrap();
    assert_eq!(
        (gone.field, gone.obligation.as_deref()),
        ("duty", Some(&*first))
    );
    assert_eq!(gone.after, Shown::Blank);
    assert_eq!(gone.reason.as_deref(), Some("trùng với mục sau"));
    // In force, the changes are still told.
    let in_force = office
        .engine
        .confirm(&ME, after.id, after.revision, &Confirmation::default())
        .await
        .unwrap();
    let source = office.engine.directive_source(&in_force).await.unwrap();
    assert_eq!(source.changes, after.changes);
}

#[tokio::test]
async fn a_second_correction_shows_what_the_first_had_put_there() {
    let office = Office::open().await;
    let draft = uploaded(&office).await;
    let index = draft.corrected.enclosures.len();
    let came = |day| Correction::Received {
        date: Some(date(2024, 1, day)),
    };
    let enclosed = |on| Correction::EnclosureReceived { index, on };
    let after = corrected(
        &office,
        &draft,
        vec![
            came(5),
            came(6),
            Correction::Received { date: None },
            Correction::EnclosureAdd {
                title: "Phụ lục mẫu".into(),
                sign: None,
            },
            enclosed(Some(date(2024, 1, 5))),
            enclosed(Some(date(2024, 1, 6))),
            enclosed(None),
        ],
    )
    .await;
    assert_eq!(
        seen(&after, "received"),
        [
            ("", "2024-01-05"),
            ("2024-01-05", "2024-01-06"),
            ("2024-01-06", "")
        ]
    );
    let (fifth, sixth) = ("Phụ lục mẫu · 2024-01-05", "Phụ lục mẫu · 2024-01-06");
    assert_eq!(
        seen(&after, "enclosure"),
        [
            ("", "Phụ lục mẫu"),
            ("", fifth),
            (fifth, sixth),
            (sixth, "")
        ]
    );
}

#[tokio::test]
async fn why_something_should_be_looked_at_is_told_in_both_languages() {
    let office = Office::open().await;
    let draft = uploaded(&office).await;
    assert!(draft.readings_to_confirm.len() > 2);
    for reading in &draft.readings_to_confirm {
        assert_ne!(reading.why.vi, reading.why.en, "{}", reading.id);
    }
}
