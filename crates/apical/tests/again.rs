//! Every model file comes out of its own configuration again, or says why it does not.

use std::fs;
use std::path::Path;

use crate::common::{Sandbox, refused, succeeded};
use apical_core::run::Run;
use apical_core::snapshot::Snapshot;

/// Trains from the configuration of a model; `flags` are added.
fn repeated(sandbox: &Sandbox, model: &str, flags: &[&str]) -> Vec<u8> {
    let config = succeeded(sandbox.apical(&["info", model, "--config"]));
    fs::write(sandbox.path("run.toml"), config).unwrap();
    let mut command = sandbox.apical(&["train", "--config", "run.toml", "--out", "again"]);
    command.args(flags);
    succeeded(command);
    sandbox.read("again")
}

#[test]
fn a_run_that_was_stopped_resumed_and_extended() {
    let sandbox = Sandbox::new();
    let whole = ["--epochs", "3", "--seed", "18446744073709551615", "--shift", "1", "--limit", "90"];
    let mut first = sandbox.train(&whole);
    first.args(["--stop-after", "1", "--out", "m"]);
    succeeded(first);
    assert!(repeated(&sandbox, "m", &[]) == sandbox.read("m"), "stopped");
    succeeded(sandbox.apical(&["train", "--resume", "m", "--out", "m"]));
    assert!(repeated(&sandbox, "m", &[]) == sandbox.read("m"), "resumed");
    succeeded(sandbox.apical(&[
        "train",
        "--resume",
        "m",
        "--epochs",
        "7",
        "--stop-after",
        "5",
        "--out",
        "m",
    ]));
    assert!(repeated(&sandbox, "m", &[]) == sandbox.read("m"), "extended and stopped");
    // It goes on to what it was extended to.
    succeeded(sandbox.apical(&["train", "--resume", "m", "--out", "m"]));
    assert!(repeated(&sandbox, "m", &[]) == sandbox.read("m"), "extended");
    let info = succeeded(sandbox.apical(&["info", "m"]));
    assert!(info.contains("7 of 7 epochs") && info.contains(" over 3 epochs"), "{info}");
    let config = succeeded(sandbox.apical(&["info", "m", "--config"]));
    assert!(config.contains("epochs = 7\n") && config.contains("learning_rate_epochs = 3\n"), "{config}");
    assert!(config.contains("seed = \"18446744073709551615\""), "{config}");
}

#[test]
fn pictures_their_preparation_and_size_are_part_of_it() {
    let sandbox = Sandbox::new();
    for class in ["first", "second"] {
        fs::create_dir_all(sandbox.path("pictures").join(class)).unwrap();
        for index in 0..12 {
            let path = sandbox.path("pictures").join(class).join(format!("{index}.bmp"));
            let pixels: Vec<u8> = crate::common::image(4 * index + usize::from(class == "second"));
            crate::common::write_bmp(&path, crate::common::SIDE, crate::common::SIDE, &pixels);
        }
    }
    let flags =
        ["--data", "pictures", "--image-size", "10x9", "--prepare", "normalise", "--layers", "90,8,3"];
    let mut command = sandbox.apical(&["train", "--epochs", "2", "--out", "m"]);
    command.args(flags);
    succeeded(command);
    assert!(repeated(&sandbox, "m", &[]) == sandbox.read("m"));
}

#[test]
fn several_stages() {
    let sandbox = Sandbox::new();
    crate::common::write_set(&sandbox.path("other"), 80, 30);
    fs::write(
        sandbox.path("stages.toml"),
        "data = \"set\"\nfront_end = \"threshold\"\nlayers = [64, 10, 6, 4]\nepochs = 2\nstop_after = 1\nstop_image = 70\n\
         cuts = [{ epochs = 0, images = 50, pipeline = \"learned\" }, { epochs = 1, images = 70, pipeline = \"dropped\" }]\n\
         [[stage]]\ndata = \"other\"\nepochs = 3\nseed = 7\nlearning_rate = \"3:1\"\nfirst_test = 2\n\
         cuts = [{ epochs = 0, images = 80, pipeline = \"epoch-ended\" }]\n\
         [[stage]]\ndata = \"set\"\nepochs = 1\nseed = 8\nstop_after = 0\nstop_image = 33\n",
    )
    .unwrap();
    let text = succeeded(sandbox.apical(&["train", "--config", "stages.toml", "--out", "m"]));
    assert!(text.contains("--resume m") && !text.contains("mistakes"), "{text}");
    assert!(repeated(&sandbox, "m", &[]) == sandbox.read("m"));
    let info = succeeded(sandbox.apical(&["info", "m"]));
    assert!(info.contains("3 of 3") && info.contains("0 of 1 epochs and 33 images"), "{info}");
    let message = refused(sandbox.apical(&["train", "--config", "stages.toml", "--epochs", "3"]));
    assert!(message.contains("epochs: the configuration has several stages"), "{message}");
    let message = refused(sandbox.apical(&["train", "--resume", "m", "--config", "stages.toml"]));
    assert!(message.contains("it is of a run from its beginning"), "{message}");
}

#[test]
fn other_data_are_refused_and_how_to_take_them_is_said() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m"]));
    let config = succeeded(sandbox.apical(&["info", "m", "--config"]));
    fs::write(sandbox.path("run.toml"), &config).unwrap();
    crate::common::write_set(&sandbox.path("set"), crate::common::TRAIN - 4, crate::common::TEST);
    let message = refused(sandbox.apical(&["train", "--config", "run.toml", "--out", "n"]));
    for part in ["data_record", "training images of set", "SHA-256", "without data_record"] {
        assert!(message.contains(part), "{part:?} is missing in: {message}");
    }
    let without = config.split("[data_record]").next().unwrap();
    fs::write(sandbox.path("run.toml"), without).unwrap();
    succeeded(sandbox.apical(&["train", "--config", "run.toml", "--out", "n"]));
}

/// As a program does that has its data in memory: no file can be named, but the same images give the same network.
#[test]
fn data_that_were_in_memory_are_asked_for() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "2", "--out", "m"]));
    let snapshot = Snapshot::load(sandbox.path("m")).unwrap();
    let text = snapshot
        .run
        .config_text
        .replace("data = \"set\"\n", "")
        .replace("name = \"set\"", "name = \"arrays\"");
    let mut run = snapshot.run;
    (run.config_text, run.data.name) = (text, "arrays".to_owned());
    let m = Snapshot { state: snapshot.state, run };
    m.save(sandbox.path("m")).unwrap();
    let config = succeeded(sandbox.apical(&["info", "m", "--config"]));
    fs::write(sandbox.path("run.toml"), config).unwrap();
    let message = refused(sandbox.apical(&["train", "--config", "run.toml", "--out", "again"]));
    assert!(
        message.contains("data: the run learned from \"arrays\"") && message.contains("--data"),
        "{message}"
    );
    let again = Snapshot::from_bytes(&repeated(&sandbox, "m", &["--data", "set"])).unwrap();
    assert!(again.state == m.state, "the network is another");
    // But for the name of the set, which is known now.
    let config_text = again.run.config_text.replace("data = \"set\"\n", "");
    assert_eq!(apical_core::snapshot::RunRecord { config_text, ..again.run }, m.run);
}

#[test]
fn what_cannot_be_made_again_is_refused_with_the_reason() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m"]));
    let (mut run, state) = Run::resume(Snapshot::load(sandbox.path("m")).unwrap());
    run.make_irreproducible("3 images were taught by hand");
    let taught = Snapshot { run: run.record_with_text(&state.config), state };
    taught.save(sandbox.path("m")).unwrap();
    let message = refused(sandbox.apical(&["info", "m", "--config"]));
    assert!(message.contains("3 images were taught by hand"), "{message}");
    let info = succeeded(sandbox.apical(&["info", "m"]));
    assert!(info.contains("irreproducible 3 images were taught by hand"), "{info}");
    let json = succeeded(sandbox.apical(&["info", "m", "--json"]));
    assert!(json.contains("\"irreproducible\":\"3 images were taught by hand\""), "{json}");
    fs::write(sandbox.path("run.toml"), taught.run.config_text).unwrap();
    let message = refused(sandbox.apical(&["train", "--config", "run.toml", "--out", "n"]));
    assert!(message.contains("run.toml") && message.contains("3 images were taught by hand"), "{message}");
    // It can be used and gone on with, and stays what it is.
    succeeded(sandbox.apical(&["train", "--resume", "m", "--epochs", "2", "--out", "m"]));
    refused(sandbox.apical(&["info", "m", "--config"]));
}

#[test]
fn files_of_earlier_versions() {
    let sandbox = Sandbox::new();
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models");
    for (name, epochs) in
        [("earlier-stopped.safetensors", "2 of 3 epochs"), ("earlier-extended.safetensors", "3 of 3 epochs")]
    {
        fs::copy(models.join(name), sandbox.path(name)).unwrap();
        let info = succeeded(sandbox.apical(&["info", name]));
        assert!(info.contains(epochs), "{info}");
        repeated(&sandbox, name, &[]);
        let [earlier, again] = [name, "again"].map(|name| Snapshot::load(sandbox.path(name)).unwrap());
        assert!(earlier.state == again.state, "{name}");
        assert_eq!(earlier.run.history, again.run.history);
        assert_eq!((earlier.run.recipe, earlier.run.position), (again.run.recipe, again.run.position));
    }
}

/// What the specification publishes: whoever implements it can compare whole runs.
#[test]
fn the_published_networks_come_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let specification = fs::read_to_string(root.join("docs/specification.md")).unwrap();
    let of_registers = "front_end = \"threshold\"\nlearning_rate = \"6.0:0.3\"\nmargin_bits = 5\ndrop_shift = 3\ninitial_range = 500\n";
    for (config, digest) in [
        (of_registers, "b1871c18fd8b6986e6e3057e4a6660fffcc803809780eacff3360a86000a9124"),
        ("front_end = \"threshold\"\n", "7911ee829e86eeb307a8c674cbd2f768c9638b90d7c55553e11b191010945765"),
    ] {
        let sandbox = Sandbox::new();
        fs::write(sandbox.path("run.toml"), config).unwrap();
        let run = ["train", "--config", "run.toml", "--epochs", "3", "--seed", "1", "--out", "m"];
        succeeded(sandbox.apical(&run));
        let info = succeeded(sandbox.apical(&["info", "m"]));
        assert!(info.contains(&format!("\nstate          sha256 {digest}\n")), "{info}");
        assert!(specification.contains(digest), "docs/specification.md publishes another digest");
    }
}
