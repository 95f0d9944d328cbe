//! The download client against servers on the loopback interface that do what servers do.

mod server;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use apical_data::fetch::{FetchError, FetchOptions, FetchedFile, Progress, Stage, fetch, fetch_files};
use apical_data::{Checksum, NamedSet, RemoteFile};
use flate2::{Compression, write::GzEncoder};
use server::{Reply, Request, Server};
use sha2::{Digest, Sha256};

const NAME: &str = "train-labels-idx1-ubyte";
const GZ: &str = "train-labels-idx1-ubyte.gz";

/// Content that does not compress, so that partial files are long.
fn content() -> Vec<u8> {
    let mut state = 1_u32;
    let step = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..300_000).map(step).collect()
}

fn gzip(content: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn published() -> Vec<u8> {
    gzip(&content(), Compression::best())
}

fn by_content() -> RemoteFile {
    let checksum = Checksum::Content(Sha256::digest(content()).into());
    RemoteFile { name: NAME, content_length: content().len() as u64, checksum }
}

fn by_file() -> RemoteFile {
    RemoteFile { checksum: Checksum::File(Sha256::digest(published()).into()), ..by_content() }
}

fn by_md5() -> RemoteFile {
    RemoteFile { checksum: Checksum::FileMd5(md5::Md5::digest(published()).into()), ..by_content() }
}

fn quick() -> FetchOptions {
    FetchOptions {
        pause: Duration::ZERO,
        connect_timeout: Duration::from_secs(5),
        stall_timeout: Duration::from_secs(5),
        ..FetchOptions::default()
    }
}

fn fetch_from(bases: &[&str], folder: &Path, file: RemoteFile) -> Result<FetchedFile, FetchError> {
    let bases: Vec<String> = bases.iter().map(|&base| base.to_owned()).collect();
    fetch_files(&[file], &bases, folder, &quick(), &mut |_| {}).map(|mut files| files.remove(0))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// All that is in a folder but the lock.
fn left_in(folder: &Path) -> Vec<PathBuf> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| PathBuf::from(entry.unwrap().file_name()));
    let mut names: Vec<PathBuf> = names.filter(|name| name != Path::new(".fetch.lock")).collect();
    names.sort();
    names
}

/// An address at which nothing listens.
fn dead() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn good() -> Server {
    Server::start(|request| Reply::file(request, &published()))
}

fn corrupted() -> Vec<u8> {
    let mut bytes = published();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    bytes
}

#[test]
fn a_good_file_arrives_and_is_not_fetched_twice() {
    let (server, folder) = (good(), folder());
    let found = fetch_from(&[&server.base], folder.path(), by_content()).unwrap();
    assert_eq!(found.from.as_deref(), Some(format!("{}/{GZ}", server.base).as_str()));
    assert_eq!(std::fs::read(&found.path).unwrap(), published());
    assert_eq!(left_in(folder.path()), [Path::new(GZ)]);
    let again = fetch_from(&[&server.base], folder.path(), by_content()).unwrap();
    assert_eq!(again, FetchedFile { path: folder.path().join(GZ), from: None });
    assert_eq!(server.requests(), [Request { path: format!("/files/{GZ}"), from: None, if_range: None }]);
}

#[test]
fn an_uncompressed_copy_of_the_right_content_is_enough() {
    let (server, folder) = (good(), folder());
    std::fs::write(folder.path().join(NAME), content()).unwrap();
    assert_eq!(fetch_from(&[&server.base], folder.path(), by_content()).unwrap().from, None);
    assert!(server.requests().is_empty());
}

#[test]
fn any_compression_of_the_content_will_do_where_the_content_is_what_is_hashed() {
    let folder = folder();
    let server = Server::start(|request| Reply::file(request, &gzip(&content(), Compression::none())));
    assert!(fetch_from(&[&server.base], folder.path(), by_content()).is_ok());
    let other = self::folder();
    let error = fetch_from(&[&server.base], other.path(), by_file()).unwrap_err().to_string();
    assert!(error.contains("SHA-256 of the file is"), "{error}");
}

#[test]
fn the_content_is_recorded_where_only_the_file_is_published() {
    let (server, folder) = (good(), folder());
    fetch_from(&[&server.base], folder.path(), by_file()).unwrap();
    let recorded = std::fs::read_to_string(folder.path().join("SHA256SUMS")).unwrap();
    let hash: String = Sha256::digest(content()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(recorded, format!("{hash}  {NAME}\n"));
    assert_eq!(fetch_from(&[&server.base], folder.path(), by_file()).unwrap().from, None);
}

#[test]
fn an_early_end_is_continued_where_it_broke_off() {
    let folder = folder();
    let server = Server::start(|request| {
        let reply = Reply::file(request, &published()).header("ETag", "\"one\"");
        if request.from.is_none() { reply.cut(100_000) } else { reply }
    });
    let found = fetch_from(&[&server.base], folder.path(), by_file()).unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), published());
    let requests = server.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    assert_eq!(requests[1].from, Some(100_000));
    assert_eq!(requests[1].if_range.as_deref(), Some("\"one\""));
}

#[test]
fn many_short_answers_make_a_whole_file() {
    let folder = folder();
    let server = Server::start(|request| {
        Reply::file(request, &published()).cut(20_000.min(published().len() - request.from.unwrap_or(0)))
    });
    let found = fetch_from(&[&server.base], folder.path(), by_content()).unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), published());
    assert!(server.requests().len() >= 15);
}

#[test]
fn a_partial_file_of_an_earlier_run_is_continued_from_another_server() {
    let (server, folder) = (good(), folder());
    std::fs::write(folder.path().join(format!("{GZ}.part")), &published()[..5000]).unwrap();
    fetch_from(&[&dead(), &server.base], folder.path(), by_content()).unwrap();
    assert_eq!(server.requests().iter().map(|request| request.from).collect::<Vec<_>>(), [Some(5000)]);
    assert_eq!(left_in(folder.path()), [Path::new(GZ)]);
}

#[test]
fn a_partial_file_that_is_complete_needs_no_data() {
    let (server, folder) = (good(), folder());
    std::fs::write(folder.path().join(format!("{GZ}.part")), published()).unwrap();
    fetch_from(&[&server.base], folder.path(), by_content()).unwrap();
    assert_eq!(server.requests().len(), 1);
    assert_eq!(std::fs::read(folder.path().join(GZ)).unwrap(), published());
}

#[test]
fn a_partial_file_that_does_not_fit_is_fetched_from_the_beginning() {
    for (length, what) in [(5000, "other bytes"), (published().len() + 10, "longer than the file")] {
        let (server, folder) = (good(), folder());
        std::fs::write(folder.path().join(format!("{GZ}.part")), vec![7; length]).unwrap();
        let found = fetch_from(&[&server.base], folder.path(), by_content()).unwrap();
        assert_eq!(std::fs::read(found.path).unwrap(), published(), "{what}");
        let requests: Vec<_> = server.requests().iter().map(|request| request.from).collect();
        assert_eq!(requests, [Some(length), None], "{what}");
    }
}

#[test]
fn a_server_that_ignores_ranges_sends_all_of_it_again() {
    let folder = folder();
    let mut first = true;
    let server = Server::start(move |request| {
        let whole = Reply::file(&Request { from: None, ..request.clone() }, &published());
        if std::mem::take(&mut first) { whole.cut(70_000) } else { whole }
    });
    let found = fetch_from(&[&server.base], folder.path(), by_content()).unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), published());
    assert_eq!(server.requests()[1].from, Some(70_000));
}

#[test]
fn a_wrong_range_is_not_glued_on() {
    let folder = folder();
    let server = Server::start(|request| match request.from {
        None => Reply::file(request, &published()),
        Some(_) => Reply::file(&Request { from: Some(10), ..request.clone() }, &published()),
    });
    std::fs::write(folder.path().join(format!("{GZ}.part")), &published()[..5000]).unwrap();
    let found = fetch_from(&[&server.base], folder.path(), by_content()).unwrap();
    assert_eq!(std::fs::read(found.path).unwrap(), published());
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_corrupted_file_is_fetched_from_the_next_server() {
    for file in [by_content(), by_file(), by_md5()] {
        let bad = Server::start(|request| Reply::file(request, &corrupted()));
        let (server, folder) = (good(), folder());
        let found = fetch_from(&[&bad.base, &server.base], folder.path(), file).unwrap();
        assert_eq!(std::fs::read(&found.path).unwrap(), published());
        assert_eq!(found.from, Some(format!("{}/{GZ}", server.base)));
        // From the beginning: nothing of the bad file was kept.
        assert_eq!(server.requests()[0].from, None);
        assert_eq!(bad.requests().len(), 1);
    }
}

#[test]
fn a_dead_server_and_a_missing_file_lead_to_the_next() {
    let missing = Server::start(|_| Reply::status(404));
    let (server, folder) = (good(), folder());
    let found = fetch_from(&[&dead(), &missing.base, &server.base], folder.path(), by_content()).unwrap();
    assert_eq!(found.from, Some(format!("{}/{GZ}", server.base)));
    assert_eq!(missing.requests().len(), 1, "a missing file is not asked for again");
}

#[test]
fn an_overloaded_server_is_asked_again() {
    let folder = folder();
    let mut refusals = 2;
    let server = Server::start(move |request| {
        if refusals > 0 {
            refusals -= 1;
            return Reply::status(503);
        }
        Reply::file(request, &published())
    });
    fetch_from(&[&server.base], folder.path(), by_content()).unwrap();
    assert_eq!(server.requests().len(), 3);
    let down = Server::start(|_| Reply::status(503));
    let error = fetch_from(&[&down.base], self::folder().path(), by_content()).unwrap_err().to_string();
    assert!(error.contains("503"), "{error}");
    assert_eq!(down.requests().len(), 3);
}

#[test]
fn wrong_everywhere_lists_every_server_and_leaves_nothing_under_the_final_name() {
    let folder = folder();
    let wrong = Server::start(|request| Reply::file(request, &gzip(b"something else", Compression::fast())));
    let broken = Server::start(|request| Reply::file(request, &corrupted()));
    let missing = Server::start(|_| Reply::status(404));
    let dead = dead();
    let bases = [&wrong.base, &broken.base, &missing.base, &dead].map(String::as_str);
    let error = fetch_from(&bases, folder.path(), by_content()).unwrap_err();
    let FetchError::AllMirrors { file, failures } = &error else { panic!("{error}") };
    assert_eq!(file, GZ);
    let reasons: Vec<&str> = failures.iter().map(|failure| failure.reason.as_str()).collect();
    assert!(reasons[0].starts_with("SHA-256 of the content is"), "{reasons:?}");
    assert!(reasons[1].contains("damaged") || reasons[1].contains("SHA-256"), "{reasons:?}");
    assert!(reasons[2].contains("404"), "{reasons:?}");
    assert!(!reasons[3].is_empty());
    let message = error.to_string();
    for failure in failures {
        assert!(message.contains(&failure.address) && message.contains(&failure.reason), "{message}");
    }
    assert!(message.contains("APICAL_DATA_DIR") && message.contains("APICAL_MIRROR"), "{message}");
    assert_eq!(left_in(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn an_endless_file_is_given_up() {
    let folder = folder();
    let server = Server::start(|request| Reply::file(request, &vec![0; 2_000_000]));
    let error = fetch_from(&[&server.base], folder.path(), by_content()).unwrap_err().to_string();
    assert!(error.contains("longer than"), "{error}");
    // A small file that unpacks to far more than it should.
    let bomb = gzip(&vec![0; 30_000_000], Compression::fast());
    let server = Server::start(move |request| Reply::file(request, &bomb));
    assert!(fetch_from(&[&server.base], folder.path(), by_content()).is_err());
    assert!(!folder.path().join(GZ).exists());
}

#[test]
fn a_silent_server_is_given_up() {
    let folder = folder();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let options = FetchOptions { stall_timeout: Duration::from_millis(200), attempts: 1, ..quick() };
    let error = fetch_files(&[by_content()], &[base], folder.path(), &options, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("timeout"), "{error}");
}

#[test]
fn a_stall_is_followed_by_another_attempt() {
    let folder = folder();
    let mut first = true;
    let server = Server::start(move |request| {
        if std::mem::take(&mut first) {
            // Keeps the connection for longer than the client waits.
            std::thread::sleep(Duration::from_millis(700));
        }
        Reply::file(request, &published())
    });
    let options = FetchOptions { stall_timeout: Duration::from_millis(300), attempts: 30, ..quick() };
    let bases = [server.base.clone()];
    fetch_files(&[by_content()], &bases, folder.path(), &options, &mut |_| {}).unwrap();
    assert!(server.requests().len() >= 2);
}

#[test]
fn a_broken_file_under_the_final_name_is_replaced_only_by_a_good_one() {
    let folder = folder();
    std::fs::write(folder.path().join(GZ), corrupted()).unwrap();
    assert!(fetch_from(&[&dead()], folder.path(), by_content()).is_err());
    assert_eq!(std::fs::read(folder.path().join(GZ)).unwrap(), corrupted());
    fetch_from(&[&good().base], folder.path(), by_content()).unwrap();
    assert_eq!(std::fs::read(folder.path().join(GZ)).unwrap(), published());
}

#[test]
fn progress_is_told_from_start_to_end() {
    let (server, folder) = (good(), folder());
    let mut stages = Vec::new();
    let mut most = 0;
    let mut note = |progress: &Progress<'_>| {
        assert_eq!(progress.file, GZ);
        let stage = match progress.stage {
            Stage::Connecting => "connecting",
            Stage::Receiving => {
                assert_eq!(progress.total, Some(published().len() as u64));
                assert!(progress.received >= most);
                most = progress.received;
                "receiving"
            }
            Stage::Verifying => "verifying",
            Stage::Done => "done",
            _ => "other",
        };
        if stages.last() != Some(&stage) {
            stages.push(stage);
        }
    };
    let bases = [server.base.clone()];
    fetch_files(&[by_content()], &bases, folder.path(), &quick(), &mut note).unwrap();
    assert_eq!(stages, ["connecting", "receiving", "verifying", "done"]);
    assert_eq!(most, published().len() as u64);
}

#[test]
fn two_at_once_do_not_spoil_each_other() {
    let folder = folder();
    let held = std::fs::File::create(folder.path().join(".fetch.lock")).unwrap();
    held.lock().unwrap();
    let error = fetch_from(&[&good().base], folder.path(), by_content()).unwrap_err();
    assert!(matches!(error, FetchError::Busy { .. }), "{error}");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = fetch_from(&[&good().base], &file.join("below"), by_content()).unwrap_err();
    assert!(matches!(&error, FetchError::Local { path, .. } if path.ends_with("below")), "{error}");
}

#[test]
fn what_is_not_unpacked_here_comes_with_the_commands_that_do() {
    let folder = folder();
    for (set, command) in
        [(NamedSet::EmnistLetters, "unzip -j gzip.zip -d emnist"), (NamedSet::Usps, "bunzip2")]
    {
        let into = folder.path().join(set.name());
        let error = fetch(set, &into, &quick(), &mut |_| {}).unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, FetchError::ByHand { .. }) && text.contains(command), "{text}");
        assert!(text.contains(&folder.path().display().to_string()) && !into.exists(), "{text}");
    }
}
