//! Texts that users see first. `INSTA_UPDATE=always cargo test -p apical --test all help` takes over new ones.

use crate::common::{apical, shown, succeeded};

/// The program and all its subcommands, those of subcommands too, as their own help lists them: `""`, `"train"`, .. ,
/// `"data fetch"` and so on.
fn commands() -> Vec<String> {
    let mut all = vec![String::new()];
    let mut next = 0;
    while let Some(command) = all.get(next).cloned() {
        for name in listed(&help(&command, "-h")) {
            all.push(format!("{command} {name}").trim_start().to_owned());
        }
        next += 1;
    }
    // Says what clap says, and has no examples.
    all.retain(|command| command != "completions");
    assert!(all.len() > 20, "the list of commands was not found in the help: {all:?}");
    all
}

/// Names under `Commands:` of a help text; lines that go on with a description are indented further.
fn listed(help: &str) -> Vec<String> {
    let lines =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    lines
        .filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

fn help(command: &str, flag: &str) -> String {
    let mut run = apical();
    run.args(command.split_whitespace()).arg(flag);
    succeeded(run)
}

#[test]
fn short_help_fits_a_screen_and_long_help_has_examples() {
    for command in &commands() {
        let short = help(command, "-h");
        let lines = short.lines().count();
        assert!(lines <= 40, "apical {command} -h has {lines} lines:\n{short}");
        assert!(short.lines().all(|line| line.chars().count() <= 110), "{short}");
        let long = help(command, "--help");
        assert!(long.lines().count() >= lines, "apical {command}");
        if !["data", "data list", "data info", "preset list"].contains(&command.as_str()) {
            assert!(long.contains("Examples:"), "apical {command} --help:\n{long}");
        }
    }
}

#[test]
fn help_texts() {
    for command in &commands() {
        let name = if command.is_empty() { "apical".to_owned() } else { command.replace(' ', "-") };
        insta::assert_snapshot!(format!("{name}.short"), help(command, "-h"));
        insta::assert_snapshot!(format!("{name}.long"), help(command, "--help"));
    }
}

#[test]
fn the_version_tells_what_files_and_kernels_need() {
    let long = help("", "--version");
    assert!(long.starts_with(concat!("apical ", env!("CARGO_PKG_VERSION"), "\n")), "{long}");
    assert!(
        long.contains(&format!("specification version {}", apical_core::SPECIFICATION_VERSION)),
        "{long}"
    );
    assert!(long.contains("kernels on this CPU: portable"), "{long}");
    assert_eq!(help("", "-V"), concat!("apical ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn typing_mistakes_get_the_nearest_name() {
    for (arguments, expected) in [
        (vec!["trian"], "train"),
        (vec!["train", "--epoch", "3"], "--epochs"),
        (vec!["train", "--learnig-rate", "3"], "--learning-rate"),
        (vec!["data", "fetch", "minst"], "mnist"),
    ] {
        let output = apical().args(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains("similar") && message.contains(expected), "{arguments:?}: {message}");
    }
}

#[test]
fn completions_are_there_for_each_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let mut command = apical();
        command.args(["completions", shell]);
        let script = succeeded(command);
        assert!(script.contains("apical") && script.contains("checkpoint-every"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    // A pipe whose reading end is closed at once.
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("apical"))
        .args(["completions", "bash"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty(), "{}", shown(&output));
}
