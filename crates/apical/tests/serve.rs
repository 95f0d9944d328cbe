//! How the server starts, and how it ends. What it answers is tested in `apical-serve`, the page in `web/e2e`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::common::{Sandbox, refused, succeeded};

#[test]
fn it_says_where_it_is_answers_there_and_ends_when_told_to() {
    let sandbox = Sandbox::new();
    let train =
        ["train", "--data", "builtin", "--front-end", "retina", "--epochs=1", "--limit=300", "--out", "m"];
    succeeded(sandbox.apical(&train));
    let model = sandbox.path("m");
    for (signal, model) in [("-INT", None), ("-TERM", Some(&model))] {
        let mut server = Command::new(assert_cmd::cargo::cargo_bin!("apical"))
            .args(["serve", "--port", "0"])
            .args(model.iter().flat_map(|model| ["--model".as_ref(), model.as_os_str()]))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut stdout = BufReader::new(server.stdout.take().unwrap());
        stdout.read_line(&mut address).unwrap();
        let host = address.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix('/')).unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut page = String::new();
        stream.read_to_string(&mut page).unwrap();
        assert!(page.starts_with("HTTP/1.1 200") && page.contains("<title>"), "{page:.200}");
        assert!(Command::new("kill").args([signal, &server.id().to_string()]).status().unwrap().success());
        let deadline = Instant::now() + Duration::from_secs(60);
        let status = loop {
            if let Some(status) = server.try_wait().unwrap() {
                break status;
            }
            if Instant::now() > deadline {
                server.kill().unwrap();
                panic!("it did not end after {signal}");
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(status.code(), Some(0), "{signal}");
    }
}

#[test]
fn what_it_cannot_begin_with_is_said() {
    let sandbox = Sandbox::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let error = refused(sandbox.apical(&["serve", "--port", &port]));
    assert!(error.contains(&port) && error.contains("--port 0"), "{error}");
    let error = refused(sandbox.apical(&["serve", "--port", "0", "--model", "nowhere.safetensors"]));
    assert!(error.contains("nowhere.safetensors"), "{error}");
    std::fs::write(sandbox.path("damaged.safetensors"), b"12345678").unwrap();
    let error = refused(sandbox.apical(&["serve", "--port", "0", "--model", "damaged.safetensors"]));
    assert!(error.contains("damaged.safetensors"), "{error}");
    let error = refused(sandbox.apical(&["serve", "--port", "0", "--preset", "nothing"]));
    assert!(error.contains("nothing"), "{error}");
}
