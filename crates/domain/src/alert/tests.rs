use super::*;

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_707_350_400 + minute * 60).unwrap()
}

fn found(severity: Severity, first: i64, last: i64, count: u64) -> Command {
    Command::Found {
        severity,
        first: at(first),
        last: at(last),
        count,
    }
}

fn close(reason: &str) -> Command {
    Command::Close {
        outcome: Outcome::Handled,
        reason: reason.to_owned(),
    }
}

fn standing(state: State) -> Standing {
    let open = decide(None, &found(Severity::High, 1, 2, 3), at(5)).unwrap();
    let closed = state == State::Closed;
    Standing {
        state,
        outcome: closed.then_some(Outcome::FalseAlarm),
        reason: closed.then(|| "quét định kỳ".to_owned()),
        ..open
    }
}

/// A state, and the answers to the four commands in it.
type Row = (Option<State>, [Result<State, Refusal>; 4]);

/// Every state with every command: the state after it, or why not.
#[test]
fn every_command_has_an_answer_in_every_state() {
    use Refusal::{ClosedAlready, NotThere, Reason, TakenAlready};
    let commands = [
        found(Severity::Low, 7, 8, 2),
        Command::Acknowledge,
        close("đã cô lập máy"),
        close("  "),
    ];
    let table: [Row; 4] = [
        (
            None,
            [Ok(State::Open), Err(NotThere), Err(NotThere), Err(NotThere)],
        ),
        (
            Some(State::Open),
            [
                Ok(State::Open),
                Ok(State::Acknowledged),
                Ok(State::Closed),
                Err(Reason),
            ],
        ),
        (
            Some(State::Acknowledged),
            [
                Ok(State::Acknowledged),
                Err(TakenAlready),
                Ok(State::Closed),
                Err(Reason),
            ],
        ),
        (
            Some(State::Closed),
            [
                Ok(State::Open),
                Err(ClosedAlready),
                Err(ClosedAlready),
                Err(ClosedAlready),
            ],
        ),
    ];
    for (state, answers) in table {
        for (command, expected) in commands.iter().zip(answers) {
            let before = state.map(standing);
            let after = decide(before.as_ref(), command, at(9));
            assert_eq!(
                after.map(|after| after.state),
                expected,
                "{state:?} {command:?}"
            );
        }
    }
}

#[test]
fn findings_are_counted_and_widen_the_span() {
    let one = standing(State::Acknowledged);
    let two = decide(Some(&one), &found(Severity::Critical, 0, 9, 4), at(10)).unwrap();
    assert_eq!((two.first, two.last, two.count), (at(0), at(9), 7));
    assert_eq!((two.severity, two.since), (Severity::Critical, at(5)));
    // What comes late and is milder changes neither the end nor the severity.
    let three = decide(Some(&two), &found(Severity::Low, 3, 4, 1), at(11)).unwrap();
    assert_eq!((three.last, three.severity), (at(9), Severity::Critical));
}

#[test]
fn what_is_found_after_the_close_opens_it_anew_without_the_old_reason() {
    let closed = decide(Some(&standing(State::Open)), &close(" xong "), at(6)).unwrap();
    assert_eq!(closed.reason.as_deref(), Some("xong"));
    assert_eq!(
        (closed.outcome, closed.since),
        (Some(Outcome::Handled), at(6))
    );
    let again = decide(Some(&closed), &found(Severity::Low, 8, 8, 1), at(9)).unwrap();
    assert_eq!((again.reopened, again.since, again.count), (1, at(9), 4));
    assert_eq!((again.outcome, again.reason), (None, None));
    assert_eq!(again.severity, Severity::Low);
}

#[test]
fn a_reason_says_something_and_ends() {
    assert_eq!(reason_of("  bảo trì "), Some("bảo trì"));
    assert_eq!(reason_of(" \n"), None);
    assert!(reason_of(&"ộ".repeat(REASON_CHARS_MAX)).is_some());
    assert_eq!(reason_of(&"ộ".repeat(REASON_CHARS_MAX + 1)), None);
}

/// `rule host key` of a suppression from minute 1 to 5, `-` for any, against a finding at a minute.
fn check(suppression: &str, finding: &str, minute: i64, expected: bool) {
    let words = |text: &str| -> Vec<Option<String>> {
        let words = text.split(' ').map(|word| (word != "-").then_some(word));
        words.map(|word| word.map(str::to_owned)).collect()
    };
    let (wanted, given) = (words(suppression), words(finding));
    let suppression_of = Suppression {
        rule: wanted[0].clone(),
        host: wanted[1].clone(),
        key: wanted[2].clone(),
        from: at(1),
        until: at(5),
    };
    let about = About {
        rule: given[0].as_deref().unwrap(),
        host: given[1].as_deref(),
        key: given[2].as_deref(),
    };
    let silenced = suppression_of.silences(about, at(minute));
    assert_eq!(
        silenced, expected,
        "{suppression} against {finding} at {minute}"
    );
}

#[test]
fn a_suppression_silences_what_it_names_while_it_lasts() {
    check("r1 - -", "r1 pc-1 lan", 1, true);
    check("r1 - -", "r1 - -", 4, true);
    check("r1 - -", "r2 pc-1 lan", 4, false);
    check("r1 - -", "r1 pc-1 lan", 0, false);
    check("r1 - -", "r1 pc-1 lan", 5, false);
    check("r1 PC-1 -", "r1 pc-1 lan", 2, true);
    check("r1 pc-1 -", "r1 pc-2 lan", 2, false);
    check("r1 pc-1 -", "r1 - lan", 2, false);
    check("r1 - lan", "r1 pc-1 lan", 2, true);
    check("r1 - lan", "r1 pc-1 -", 2, false);
    check("- pc-1 lan", "r9 pc-1 lan", 2, true);
    // Without a rule it needs both others, or a whole machine would fall silent.
    check("- pc-1 -", "r9 pc-1 lan", 2, false);
    check("- - -", "r9 pc-1 lan", 2, false);
}
