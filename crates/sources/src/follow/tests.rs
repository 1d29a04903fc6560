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
        let mut folder = FollowFolder::new(log.0.path().to_owned(), places.clone());
        let all = folder.read(1 << 20).unwrap();
        let told: Vec<String> = all
            .iter()
            .flat_map(|file| {
                let lines = file.read.lines.iter();
                lines.map(|line| format!("{}:{}", file.name, String::from_utf8_lossy(line)))
            })
            .collect();
        assert_eq!(told.join(" "), expected, "{name}");
        for file in all {
            places.extend(file.place.map(|place| (file.name, place)));
        }
    }
}
