//! Which value counts, and what is told about it.

use super::*;

fn load_with(folder: &Path, text: &str, flags: &Flags, env: &[(&str, &str)]) -> Loaded {
    let file = folder.join("khien.toml");
    std::fs::write(&file, text).unwrap();
    load(Some(&file), flags, &|name| {
        let found = env.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

fn errors(loaded: &Loaded) -> Vec<String> {
    let all = check(loaded).into_iter();
    all.filter(|p| p.level == Level::Error)
        .map(|p| p.key)
        .collect()
}

#[test]
fn flag_before_environment_before_file_before_default() {
    let temp = tempfile::tempdir().unwrap();
    let text = "listen = \"127.0.0.1:1\"\n[log]\nlevel = \"warn\"\n";
    let flag: Flags = vec![("listen", "--listen", "127.0.0.1:3".into())];
    let env = [("KHIEN_LISTEN", "127.0.0.1:2")];
    for (flags, env, port, origin) in [
        (&flag, &env[..], 3, "--listen"),
        (&vec![], &env[..], 2, "KHIEN_LISTEN"),
        (&vec![], &[][..], 1, "khien.toml:1"),
    ] {
        let loaded = load_with(temp.path(), text, flags, env);
        assert_eq!(loaded.config().unwrap().listen.port(), port);
        let told = loaded.entry("listen").unwrap().origin.to_string();
        assert!(told.ends_with(origin), "{told}");
    }
    let loaded = load_with(temp.path(), "", &vec![], &[]);
    assert_eq!(loaded.entry("listen").unwrap().origin, Origin::Default);
    assert_eq!(loaded.config().unwrap().listen.port(), 8080);
}

#[test]
fn paths_of_a_file_start_at_its_folder() {
    let temp = tempfile::tempdir().unwrap();
    let loaded = load_with(temp.path(), "data = \"du-lieu\"\n", &vec![], &[]);
    assert_eq!(loaded.config().unwrap().data, temp.path().join("du-lieu"));
    let text = "[intake]\nfollow = [\"web=logs/a.log\", \"b=/b\"]\n";
    let loaded = load_with(temp.path(), text, &vec![], &[]);
    let paths = loaded.config().unwrap().follow.into_iter();
    let paths: Vec<PathBuf> = paths.map(|followed| followed.path).collect();
    assert_eq!(paths, [temp.path().join("logs/a.log"), "/b".into()]);
}

#[test]
fn what_would_hurt_later_is_told_now() {
    let temp = tempfile::tempdir().unwrap();
    std::fs::write(temp.path().join("file"), "x").unwrap();
    for (text, expected) in [
        ("data = \"d\"", vec![]),
        ("data = \"d\"\nlisten = \"0.0.0.0:80\"", vec!["listen"]),
        (
            "data = \"d\"\nlisten = \"0.0.0.0:80\"\nbehind_proxy = true",
            vec![],
        ),
        (
            "data = \"d\"\nlisten = \"[::]:443\"\ntls_certificate_file = \"file\"",
            vec!["listen", "tls_key_file"],
        ),
        (
            "data = \"d\"\nlisten = \"[::]:443\"\ntls_certificate_file = \"file\"\ntls_key_file = \"file\"",
            vec![],
        ),
        ("data = \"d\"\npolicy = \"none.toml\"", vec!["policy"]),
        ("data = \"file/d\"", vec!["data"]),
        (
            "data = \"d\"\nbehind_proxy = true\ntrusted_proxies = \"0.0.0.0/0\"",
            vec!["trusted_proxies"],
        ),
        (
            "data = \"d\"\n[backup]\nfolder = \"d/sao-luu\"",
            vec!["backup.folder"],
        ),
        (
            "data = \"d\"\n[database]\nurl = \"postgres://x\"\nurl_file = \"file\"",
            vec!["database.url"],
        ),
        (
            "data = \"d\"\n[intake]\nsyslog_tls = \"127.0.0.1:6514\"\nsyslog_tcp = \"127.0.0.1:8080\"",
            vec!["intake.syslog_tls", "intake.syslog_tcp"],
        ),
        ("data = \"d\"\n[intake]\nfollow = [\"a=file\"]", vec![]),
        (
            "data = \"d\"\n[intake]\nfollow = [\"a=d/intake\"]",
            vec!["intake.follow"],
        ),
        (
            "data = \"d\"\n[intake]\nfollow = [\"A\"]",
            vec!["intake.follow"],
        ),
        (
            "lisen = 1\nlisten = \"x\"\n[log]\nlevel = 3",
            vec!["lisen", "listen", "log.level"],
        ),
    ] {
        let loaded = load_with(temp.path(), text, &vec![], &[]);
        assert_eq!(errors(&loaded), expected, "{text}");
    }
}

#[cfg(unix)]
#[test]
fn secrets_are_masked_and_open_files_are_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let temp = tempfile::tempdir().unwrap();
    let secret = temp.path().join("url");
    std::fs::write(&secret, "postgres://x").unwrap();
    let text = "[database]\nurl_file = \"url\"\n";
    for (mode, told) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(mode)).unwrap();
        let loaded = load_with(temp.path(), text, &vec![], &[]);
        let warned = check(&loaded)
            .iter()
            .any(|p| p.level == Level::Warning && p.key == "database.url_file");
        assert_eq!(warned, told, "{mode:o}");
    }
    let env = [("KHIEN_DATABASE_URL", "postgres://user:hidden@host/db")];
    let loaded = load_with(temp.path(), "", &vec![], &env);
    assert_eq!(loaded.entry("database.url").unwrap().shown(), "********");
}
