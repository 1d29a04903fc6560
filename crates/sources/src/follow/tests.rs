use super::*;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use tempfile::TempDir;

/// A log in a folder of its own.
struct Log(TempDir);

impl Log {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let mut options = OpenOptions::new();
        let mut file = options
            .create(true)
            .append(true)
            .open(self.path(name))
            .unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).unwrap();
    }

    /// Says when a file was last changed, in seconds after some instant.
    fn age(&self, name: &str, seconds: u64) {
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000 + seconds);
        let file = OpenOptions::new().append(true).open(self.path(name));
        file.unwrap().set_modified(at).unwrap();
    }

    fn follow(&self, from: Option<Place>) -> Follow {
        Follow::new(self.path("app.log"), from)
    }
}

/// What two looks read, as lines in one text, with the gaps told.
fn look(follow: &mut Follow) -> String {
    let mut text = String::new();
    for _ in 0..3 {
        let read = follow.read(1 << 20).unwrap();
        text.push_str(&"GAP ".repeat(usize::try_from(read.gaps).unwrap()));
        for line in &read.lines {
            text.push_str(&String::from_utf8_lossy(line));
            text.push(' ');
        }
    }
    text.trim_end().to_owned()
}

#[test]
fn lines_come_when_they_are_whole() {
    let log = Log::new();
    let mut follow = log.follow(None);
    assert_eq!(look(&mut follow), "");
    assert_eq!(follow.place(), None);
    log.write("app.log", "a\r\n\nb\nhalf");
    assert_eq!(look(&mut follow), "a b");
    log.write("app.log", "-whole\n");
    assert_eq!(look(&mut follow), "half-whole");
    assert_eq!(follow.place().unwrap().offset, 17);
}

#[test]
fn a_renamed_file_is_read_to_its_end_before_the_new_one() {
    let log = Log::new();
    let mut follow = log.follow(None);
    log.write("app.log", "a\n");
    assert_eq!(look(&mut follow), "a");
    log.write("app.log", "b\n");
    log.rename("app.log", "app.log.1");
    log.write("app.log.1", "late\nno end");
    log.write("app.log", "new\n");
    assert_eq!(look(&mut follow), "b late no end new");
    // Twice between two looks: the file in the middle is found by nobody who was not there.
    log.rename("app.log", "app.log.2");
    assert_eq!(look(&mut follow), "");
    log.write("app.log", "newer\n");
    assert_eq!(look(&mut follow), "newer");
}

#[test]
fn files_renamed_one_after_the_other_while_nobody_looked_are_all_read() {
    let log = Log::new();
    log.write("app.log", "a\n");
    let mut follow = log.follow(None);
    assert_eq!(look(&mut follow), "a");
    let place = follow.place();
    for (name, text, seconds) in [
        // Before it, another log, one that was packed, and those that came after.
        ("app.log.9", "older\n", 1),
        ("app.log.json", "other\n", 30),
        ("app.log-20240208.gz", "packed", 20),
        ("app.log.2", "c\n", 30),
        ("app.log.1", "d\n", 40),
    ] {
        log.write(name, text);
        log.age(name, seconds);
    }
    log.write("app.log", "b\n");
    log.age("app.log", 10);
    log.rename("app.log", "app.log.3");
    log.write("app.log", "e\n");
    let mut all = [look(&mut follow), look(&mut follow), look(&mut follow)].join(" ");
    assert_eq!(all.trim_end(), "b GAP c d e");
    follow = log.follow(place);
    all = [look(&mut follow), look(&mut follow), look(&mut follow)].join(" ");
    assert_eq!(all.trim_end(), "b GAP c d e");
}

#[test]
fn an_emptied_file_is_read_from_its_beginning() {
    let log = Log::new();
    let mut follow = log.follow(None);
    log.write("app.log", "a long first line\nb\n");
    assert_eq!(look(&mut follow), "a long first line b");
    fs::copy(log.path("app.log"), log.path("app.log.1")).unwrap();
    fs::write(log.path("app.log"), "c\n").unwrap();
    assert_eq!(look(&mut follow), "c");
    // Emptied and longer than before at the next look: told by its first bytes.
    fs::write(log.path("app.log"), "d and much more than before\n").unwrap();
    assert_eq!(look(&mut follow), "d and much more than before");
    log.write("app.log", "half");
    assert_eq!(look(&mut follow), "");
    fs::write(log.path("app.log"), "e\n").unwrap();
    assert_eq!(look(&mut follow), "GAP e");
}

#[test]
fn a_restart_goes_on_where_the_place_says() {
    let log = Log::new();
    let mut follow = log.follow(None);
    log.write("app.log", "a\nb\nhalf");
    assert_eq!(look(&mut follow), "a b");
    let place = follow.place();
    drop(follow);
    // Nothing happened; it grew; it was rotated; it was rotated and packed.
    log.write("app.log", "-whole\nc\n");
    assert_eq!(look(&mut log.follow(place.clone())), "half-whole c");
    log.rename("app.log", "app.log.1");
    assert_eq!(look(&mut log.follow(place.clone())), "half-whole c");
    log.write("app.log", "new\n");
    assert_eq!(look(&mut log.follow(place.clone())), "half-whole c new");
    log.rename("app.log.1", "app.log.1.gz");
    fs::write(log.path("x"), "").unwrap();
    fs::write(log.path("app.log.1.gz"), "\u{1f}packed").unwrap();
    assert_eq!(look(&mut log.follow(place.clone())), "GAP new");
    // Emptied meanwhile, with the same number.
    let mut follow = log.follow(None);
    look(&mut follow);
    let place = follow.place();
    fs::write(log.path("app.log"), "other and longer\n").unwrap();
    assert_eq!(look(&mut log.follow(place)), "GAP other and longer");
}

#[test]
fn much_is_read_piece_by_piece() {
    let log = Log::new();
    let line = "x".repeat(99);
    log.write("app.log", &format!("{line}\n").repeat(5_000));
    let mut follow = log.follow(None);
    let mut count = 0;
    loop {
        let read = follow.read(100_000).unwrap();
        count += read.lines.len();
        assert!(read.lines.len() <= 2_000, "{}", read.lines.len());
        if !read.more {
            break;
        }
    }
    assert_eq!(count, 5_000);
    log.write("app.log", &"y".repeat(LINE_BYTES_MAX + 5));
    log.write("app.log", "\nz\n");
    let read = follow.read(10 << 20).unwrap();
    assert_eq!((read.lines.len(), read.cut), (2, 1));
    assert_eq!(read.lines[0].len(), LINE_BYTES_MAX);
}

#[test]
fn a_folder_is_followed_with_its_new_files_and_without_its_old_ones() {
    let log = Log::new();
    let mut places = BTreeMap::new();
    for (write, name, expected) in [
        ("a\n", "app.log", "app.log:a"),
        ("old\n", "app.log.1", ""),
        ("b\n", "web.log", "web.log:b"),
        ("x\n", ".hidden", ""),
        ("\u{1f}x\n", "web.log.2.gz", ""),
        ("c\n", "app.log", "app.log:c"),
    ] {
        log.write(name, write);
        // Each time a new start: the places kept are all there is.
        let mut folder =
            FollowFolder::new(log.0.path().to_owned(), places.clone(), BTreeMap::new());
        let mut told = Vec::new();
        for (name, read, place) in grown(folder.read(1 << 20, usize::MAX).unwrap()) {
            let lines = read.lines.iter();
            told.extend(lines.map(|line| format!("{name}:{}", String::from_utf8_lossy(line))));
            places.extend(place.map(|place| (name, place)));
        }
        assert_eq!(told.join(" "), expected, "{name}");
    }
}

#[test]
fn renamed_files_are_read_while_nothing_bears_the_name() {
    let log = Log::new();
    let mut follow = log.follow(None);
    log.write("app.log", "a\n");
    assert_eq!(look(&mut follow), "a");
    let place = follow.place();
    log.write("app.log", "b\n");
    log.rename("app.log", "app.log.1");
    log.age("app.log.1", 10);
    for (number, text) in [(2, "c\n"), (3, "d\n")] {
        log.write("app.log", text);
        log.age("app.log", number * 10);
        log.rename("app.log", &format!("app.log.{number}"));
    }
    let mut again = log.follow(place);
    for follow in [&mut follow, &mut again] {
        let all = [look(follow), look(follow), look(follow)].join(" ");
        assert_eq!(all.trim_end(), "b c d");
    }
    log.write("app.log", "e\n");
    assert_eq!(
        (look(&mut follow), look(&mut again)),
        ("e".to_owned(), "e".to_owned())
    );
}

#[test]
fn a_name_that_another_begins_with_is_a_file_of_its_own() {
    let log = Log::new();
    for name in ["mail", "mail.log", "mail-audit.log", "mail.2.log"] {
        log.write(name, "a\n");
    }
    let mut folder = FollowFolder::new(log.0.path().to_owned(), BTreeMap::new(), BTreeMap::new());
    let names = |folder: &mut FollowFolder| {
        let found = grown(folder.read(1 << 20, usize::MAX).unwrap());
        let names = found.into_iter().map(|(name, ..)| name);
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        names(&mut folder),
        "mail mail-audit.log mail.2.log mail.log"
    );
    // What rotation left of a followed one is not read again.
    for old in ["mail.1", "mail-20240209", "mail.log.old", "mail.log~"] {
        log.write(old, "a\n");
    }
    assert_eq!(names(&mut folder), "");
}

fn grown(found: Vec<InFolder>) -> Vec<(String, Read, Option<Place>)> {
    let grown = found.into_iter().map(|found| match found.what {
        What::Grown { read, place } => (found.name, read, place),
        other => panic!("{other:?}"),
    });
    grown.collect()
}

#[test]
fn a_file_nothing_comes_to_is_closed_and_goes_on_when_it_grows() {
    let log = Log::new();
    log.write("app.log", "a\nhalf");
    let mut follow = log.follow(None);
    assert_eq!(look(&mut follow), "a");
    for _ in 0..=IDLE_MAX {
        assert!(follow.read(1 << 20).unwrap().is_nothing());
    }
    assert!(follow.open.is_none());
    log.write("app.log", "-whole\nb\n");
    assert_eq!(look(&mut follow), "half-whole b");
    for _ in 0..=IDLE_MAX {
        assert!(follow.read(1 << 20).unwrap().is_nothing());
    }
    log.write("app.log", "c\n");
    log.rename("app.log", "app.log.1");
    log.write("app.log", "d\n");
    assert_eq!(look(&mut follow), "c d");
}

#[test]
fn where_a_file_begins_is_told() {
    let log = Log::new();
    let mut follow = log.follow(None);
    log.write("app.log", "a\n");
    let read = follow.read(1 << 20).unwrap();
    assert_eq!((read.begins, read.emptied), (vec![0], 0));
    log.write("app.log", "b\n");
    assert_eq!(follow.read(1 << 20).unwrap().begins, []);
    log.rename("app.log", "app.log.1");
    log.write("app.log", "c\n");
    let mut begins = Vec::new();
    for _ in 0..3 {
        begins.extend(follow.read(1 << 20).unwrap().begins);
    }
    assert_eq!(begins, [0]);
    fs::write(log.path("app.log"), "d\n").unwrap();
    fs::write(log.path("app.log"), "").unwrap();
    let read = follow.read(1 << 20).unwrap();
    assert_eq!((read.begins, read.emptied), (vec![], 1));
    log.write("app.log", "e\n");
    assert_eq!(follow.read(1 << 20).unwrap().begins, [0]);
}

#[test]
fn a_removed_file_is_let_go_of_and_a_folder_that_was_away_is_known_again() {
    let log = Log::new();
    log.write("old.log", "a\n");
    log.write("own.log", "b\n");
    let mut folder = FollowFolder::new(log.0.path().to_owned(), BTreeMap::new(), BTreeMap::new());
    assert_eq!(folder.read(1 << 20, usize::MAX).unwrap().len(), 2);
    fs::remove_file(log.path("old.log")).unwrap();
    for _ in 0..3 {
        assert_eq!(folder.read(1 << 20, usize::MAX).unwrap().len(), 0);
    }
    assert!(!folder.knows("old.log") && folder.knows("own.log"));
    // Away before the start, and back.
    let mut follow = Follow::new(log.path("own.log"), None);
    follow.read(1 << 20).unwrap();
    let places = BTreeMap::from([("own.log".to_owned(), follow.place().unwrap())]);
    let other = tempfile::tempdir().unwrap();
    fs::rename(log.path("own.log"), other.path().join("own.log")).unwrap();
    let mut folder = FollowFolder::new(log.0.path().to_owned(), places, BTreeMap::new());
    for _ in 0..3 {
        assert_eq!(folder.read(1 << 20, usize::MAX).unwrap().len(), 0);
    }
    assert!(folder.knows("own.log"));
    fs::rename(other.path().join("own.log"), log.path("own.log")).unwrap();
    assert_eq!(folder.read(1 << 20, usize::MAX).unwrap().len(), 0);
    log.write("own.log", "c\n");
    let found = grown(folder.read(1 << 20, usize::MAX).unwrap());
    assert_eq!(found[0].1.lines, [b"c".to_vec()]);
}

#[test]
fn an_export_is_given_when_it_is_whole_until_it_was_taken() {
    let log = Log::new();
    let mut folder = FollowFolder::new(log.0.path().to_owned(), BTreeMap::new(), BTreeMap::new());
    let mut given = || {
        let found = folder.read(1 << 20, usize::MAX).unwrap();
        let each = found.into_iter().map(|found| match found.what {
            What::Appeared { kind, mark, .. } => (found.name, kind, mark),
            other => panic!("{other:?}"),
        });
        let each: Vec<_> = each.collect();
        for (name, _, mark) in &each {
            folder.taken(name, *mark);
        }
        each.into_iter()
            .map(|(name, kind, _)| (name, kind))
            .collect::<Vec<_>>()
    };
    log.write("Security.evtx", "ElfFile\0 begun");
    assert_eq!(given(), []);
    log.write("Security.evtx", " and more");
    assert_eq!(given(), []);
    assert_eq!(given(), [("Security.evtx".to_owned(), Kind::EventLog)]);
    assert_eq!(given(), []);
    let utf16: Vec<u8> = "\u{feff}<?xml"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(log.path("a.xml"), utf16).unwrap();
    assert_eq!(given(), []);
    assert_eq!(given(), [("a.xml".to_owned(), Kind::Xml)]);
    log.write("Security.evtx", " again");
    assert_eq!(given(), []);
    assert_eq!(given(), [("Security.evtx".to_owned(), Kind::EventLog)]);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_does_not_hold_up_the_others() {
    use std::os::unix::fs::symlink;
    let log = Log::new();
    log.write("b.log", "b\n");
    // A link onto itself can be opened by nobody, root included.
    symlink(log.path("a.log"), log.path("a.log")).unwrap();
    fs::create_dir(log.path("c.log")).unwrap();
    let mut folder = FollowFolder::new(log.0.path().to_owned(), BTreeMap::new(), BTreeMap::new());
    let found = grown(folder.read(1 << 20, usize::MAX).unwrap());
    assert_eq!(found.len(), 1);
    // One that grows without end leaves the rest for the next look, which begins there.
    log.write("b.log", "b\n");
    log.write("d.log", "d\n");
    assert_eq!(grown(folder.read(1 << 20, 1).unwrap())[0].0, "b.log");
    assert!(folder.has_more());
    log.write("b.log", "b\n");
    assert_eq!(grown(folder.read(1 << 20, 1).unwrap())[0].0, "d.log");
}
