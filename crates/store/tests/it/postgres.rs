//! A PostgreSQL server of our own for one test run.
//!
//! A small shell holds it: when this process ends, however it ends, the pipe to
//! the shell closes, and the shell stops the server and removes its folder.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

// The user `nobody` on every Linux: the server refuses to run as root.
const NOBODY: u32 = 65534;

const SCRIPT: &str = r#"
bin=$1 dir=$2 port=$3
if "$bin/initdb" -D "$dir/data" -U postgres -A trust --no-sync -E UTF8 >"$dir/log" 2>&1 &&
   "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" -o "-p $port -c listen_addresses=127.0.0.1 \
       -c unix_socket_directories= -c fsync=off -c max_connections=200" start >>"$dir/log" 2>&1
then echo ready; else cat "$dir/log"; echo failed; fi
read -r _
"$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1
rm -rf "$dir"
"#;

struct Server {
    port: u16,
    _shell: Child,
}

/// URL of the server's own database, `None` when PostgreSQL is not installed.
pub(crate) fn server_url() -> Option<String> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| binaries().map(|bin| start(&bin)));
    server
        .as_ref()
        .map(|server| format!("postgres://postgres@127.0.0.1:{}", server.port))
}

#[expect(
    clippy::zombie_processes,
    reason = "the shell ends when this process does, nobody is left to wait for it"
)]
fn start(bin: &Path) -> Server {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port();
    let dir = tempfile::Builder::new()
        .prefix("khien-postgres-")
        .tempdir()
        .expect("a temporary folder")
        .keep();
    let mut command = Command::new("sh");
    command
        .args(["-c", SCRIPT, "sh"])
        .args([bin, dir.as_path()])
        .arg(port.to_string())
        .current_dir(&dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    if is_root(&dir) {
        use std::os::unix::process::CommandExt;
        std::os::unix::fs::chown(&dir, Some(NOBODY), Some(NOBODY)).expect("chown as root");
        command.uid(NOBODY).gid(NOBODY);
    }
    let mut shell = command.spawn().expect("sh");
    let output = BufReader::new(shell.stdout.take().expect("piped"));
    let mut told = String::new();
    for line in output.lines() {
        let line = line.expect("output of the shell");
        if line == "ready" {
            let _shell = shell;
            return Server { port, _shell };
        }
        told = told + &line + "\n";
        if line == "failed" {
            break;
        }
    }
    drop(shell.stdin.take().map(|mut pipe| pipe.write_all(b"\n")));
    panic!("PostgreSQL did not start: {told}");
}

fn is_root(own: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(own).is_ok_and(|folder| folder.uid() == 0)
}

fn binaries() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path)
        .map(|dir| dir.join("initdb"))
        .find_map(|file| file.canonicalize().ok());
    let packaged = || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        versions
            .flatten()
            .map(|version| version.path().join("bin").join("initdb"))
            .find(|file| file.exists())
    };
    let dir = on_path.or_else(packaged)?.parent()?.to_owned();
    dir.join("pg_ctl").exists().then_some(dir)
}
