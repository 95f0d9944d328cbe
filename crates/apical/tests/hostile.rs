//! Data that were once read wrongly without a word: each is read rightly, or refused with what helps.

use std::fs;

use serde_json::Value;

use crate::common::{Sandbox, refused, succeeded};
use crate::own_data::write_pictures;

fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap()
}

fn train(sandbox: &Sandbox, data: &[&str], out: &str) {
    succeeded(sandbox.apical(&[&["train", "--epochs", "10", "--out", out, "--data"][..], data].concat()));
}

/// Accuracy on all rows of a file, by `eval`, which `simulate` and `predict` agree with.
fn accuracy(sandbox: &Sandbox, model: &str, data: &str) -> f64 {
    let found = json(&succeeded(sandbox.apical(&["eval", model, "--data", data, "--part", "all", "--json"])));
    found["accuracy"].as_f64().unwrap()
}

fn write(sandbox: &Sandbox, name: &str, text: impl AsRef<[u8]>) {
    fs::write(sandbox.path(name), text).unwrap();
}

/// Four features, of which the second tells the class; a header and a label for each class.
fn rows(header: &str, labels: [&str; 3]) -> String {
    let row = |index: usize| {
        let class = index * 7 % 3;
        let second = 10 * class + index % 4;
        format!("{}.5,{second},{},{},{}\n", index % 5, index * 3 % 11, index % 2, labels[class])
    };
    header.to_owned() + &(0..90).map(row).collect::<String>()
}

#[test]
fn columns_with_numbers_for_names_are_what_they_are() {
    let sandbox = Sandbox::new();
    // As NumPy arrays are written by pandas: the label's name is the number of another column.
    write(&sandbox, "numbers.csv", rows("0,1,2,3,4\n", ["a", "b", "c"]));
    train(&sandbox, &["numbers.csv"], "m");
    assert!(accuracy(&sandbox, "m", "numbers.csv") > 0.9);
    fs::write(sandbox.path("run.toml"), succeeded(sandbox.apical(&["info", "m", "--config"]))).unwrap();
    succeeded(sandbox.apical(&["train", "--config", "run.toml", "--out", "again"]));
    assert!(sandbox.read("again") == sandbox.read("m"));
}

#[test]
fn features_that_share_a_name_go_by_their_place() {
    let sandbox = Sandbox::new();
    for header in ["a,a,c,d,label\n", "x,X ,x,x,label\n", "a,,,d,label\n"] {
        write(&sandbox, "shared.csv", rows(header, ["a", "b", "c"]));
        train(&sandbox, &["shared.csv"], "m");
        assert!(accuracy(&sandbox, "m", "shared.csv") > 0.9, "{header}");
    }
}

#[test]
fn features_with_other_names_are_others() {
    let sandbox = Sandbox::new();
    write(&sandbox, "train.csv", rows("a,b,c,d,label\n", ["u", "v", "w"]));
    train(&sandbox, &["train.csv"], "m");
    write(&sandbox, "other.csv", rows("p,q,r,s,label\n", ["u", "v", "w"]));
    let message = refused(sandbox.apical(&["eval", "m", "--data", "other.csv"]));
    assert!(message.contains("no column \"a\"") && message.contains("rename"), "{message}");
    write(&sandbox, "capitals.csv", rows("A, B,c,D,label\n", ["u", "v", "w"]));
    assert!(accuracy(&sandbox, "m", "capitals.csv") > 0.9);
}

#[test]
fn words_in_another_encoding_are_refused() {
    let sandbox = Sandbox::new();
    for (header, labels) in [
        ("a,b,c,d,label\n", ["gr\u{fc}n", "gr\u{e4}n", "rot"]),
        ("\u{e4},\u{f6},c,d,label\n", ["a", "b", "c"]),
    ] {
        // Latin-1: the first 256 characters are their own bytes.
        let bytes: Vec<u8> = rows(header, labels).chars().map(|sign| sign as u8).collect();
        write(&sandbox, "latin1.csv", bytes);
        let message = refused(sandbox.apical(&["train", "--data", "latin1.csv"]));
        assert!(message.contains("latin1.csv") && message.contains("iconv -f latin1 -t UTF-8"), "{message}");
        write(&sandbox, "utf8.csv", rows(header, labels));
        train(&sandbox, &["utf8.csv"], "m");
        assert!(accuracy(&sandbox, "m", "utf8.csv") > 0.9);
    }
}

#[test]
fn rows_of_pairs_count_features_as_the_model_does() {
    let sandbox = Sandbox::new();
    let text = |first: usize, with_zero: bool| {
        let row = |index: usize| {
            let class = index * 7 % 3;
            let zero = if with_zero { format!(" {first}:{}", 1 + index % 5) } else { String::new() };
            format!(
                "{class}{zero} {}:{} {}:{}\n",
                first + 1,
                10 * class + index % 4,
                first + 2,
                1 + index % 3
            )
        };
        (0..90).map(row).collect::<String>()
    };
    write(&sandbox, "zero.svm", text(0, true));
    write(&sandbox, "one.svm", text(1, true));
    // The first feature is 0 everywhere, so that nothing in the file tells.
    write(&sandbox, "zero_test.svm", text(0, false));
    train(&sandbox, &["zero.svm"], "z");
    assert!(accuracy(&sandbox, "z", "zero_test.svm") > 0.8);
    train(&sandbox, &["one.svm"], "o");
    let message = refused(sandbox.apical(&["eval", "o", "--data", "zero.svm"]));
    assert!(message.contains("from 0") && message.contains("add 1"), "{message}");
}

#[test]
fn a_model_of_features_takes_no_pictures() {
    let sandbox = Sandbox::new();
    write(&sandbox, "rows.csv", rows("a,b,c,d,label\n", ["box", "line", "slope"]));
    train(&sandbox, &["rows.csv"], "m");
    write_pictures(&sandbox, "figures", &[0, 1, 2], 0..3);
    for command in [
        &["predict", "m", "figures"][..],
        &["eval", "m", "--data", "figures"],
        &["simulate", "m", "--data", "figures"],
        &["classify", "m", "figures/box/00.bmp"],
        &["train", "--from", "m", "--data", "figures", "--out", "n"],
    ] {
        let message = refused(sandbox.apical(command));
        assert!(message.contains("4 features with a range each"), "{command:?}: {message}");
    }
}

#[test]
fn a_part_of_a_folder_of_pictures_is_its_own_folder() {
    let sandbox = Sandbox::new();
    write_pictures(&sandbox, "figures", &[0, 1, 2], 0..12);
    succeeded(sandbox.apical(&[
        "train",
        "--data",
        "figures",
        "--image-size",
        "20x20",
        "--epochs",
        "2",
        "--out",
        "m",
    ]));
    let message = refused(sandbox.apical(&["predict", "m", "figures", "--part", "test"]));
    assert!(message.contains("name the folder of the part"), "{message}");
}

#[test]
fn files_that_changed_since_are_told() {
    let sandbox = Sandbox::new();
    write(&sandbox, "rows.csv", rows("a,b,c,d,label\n", ["u", "v", "w"]));
    train(&sandbox, &["rows.csv"], "m");
    let said = |sandbox: &Sandbox| {
        String::from_utf8_lossy(&sandbox.apical(&["eval", "m"]).output().unwrap().stderr).into_owned()
    };
    assert!(!said(&sandbox).contains("has changed"), "{}", said(&sandbox));
    // A network with output neurons to spare has learned from the same files.
    let spare = ["train", "--data", "rows.csv", "--epochs", "1", "--layers", "4,20,10", "--out", "spare"];
    succeeded(sandbox.apical(&spare));
    let spare = sandbox.apical(&["eval", "spare"]).output().unwrap();
    assert!(!String::from_utf8_lossy(&spare.stderr).contains("has changed"), "{spare:?}");
    let text = fs::read_to_string(sandbox.path("rows.csv")).unwrap();
    write(&sandbox, "rows.csv", text + "1,21,3,1,u\n");
    assert!(said(&sandbox).contains("has changed since the model learned from it"), "{}", said(&sandbox));
}

#[test]
fn nothing_that_is_read_is_written() {
    let sandbox = Sandbox::new();
    write(&sandbox, "rows.csv", rows("a,b,c,d,label\n", ["u", "v", "w"]));
    train(&sandbox, &["rows.csv"], "m.safetensors");
    let [data, model] = ["rows.csv", "m.safetensors"].map(|name| sandbox.read(name));
    for command in [
        &["train", "--data", "rows.csv", "--epochs", "1", "--out", "rows.csv"][..],
        &["train", "--data", "rows.csv", "--epochs", "1", "--out", "n", "--plot", "./n"],
        &["train", "--data", "rows.csv", "--epochs", "1", "--plot", "rows.csv"],
        &["predict", "m.safetensors", "rows.csv", "--out", "rows.csv"],
        &["predict", "m.safetensors", "rows.csv", "--out", "./m.safetensors"],
        &["eval", "m.safetensors", "--data", "rows.csv", "--plot", "rows.csv"],
        &["eval", "m.safetensors", "--plot", "m.safetensors"],
        &["export", "m.safetensors", "--to", "c", "--out", "m.safetensors"],
    ] {
        let message = refused(sandbox.apical(command));
        let told = message.contains("would be replaced") || message.contains("cannot be one file");
        assert!(told, "{command:?}: {message}");
        assert!(sandbox.read("rows.csv") == data && sandbox.read("m.safetensors") == model, "{command:?}");
    }
}

/// Predicted classes, a line each.
fn predicted(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let text = succeeded(sandbox.apical(&[&["predict", "m"][..], arguments].concat()));
    text.lines().map(str::to_owned).collect()
}

fn warnings(sandbox: &Sandbox, arguments: &[&str]) -> String {
    String::from_utf8_lossy(&sandbox.apical(arguments).output().unwrap().stderr).into_owned()
}

#[test]
fn commas_between_thousands_are_no_decimal_marks() {
    let sandbox = Sandbox::new();
    let with_comma = |number: usize| match number {
        0..=999 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    };
    let table = |write: &dyn Fn(usize) -> String| {
        let row = |index: usize| {
            let class = index * 7 % 3;
            format!(
                "{}\t{}\t{}\n",
                write(500 + 700 * class + index % 7),
                write(index * 37 % 1900),
                ["a", "b", "c"][class]
            )
        };
        "x\ty\tlabel\n".to_owned() + &(0..90).map(row).collect::<String>()
    };
    write(&sandbox, "plain.tsv", table(&|number| number.to_string()));
    write(&sandbox, "commas.tsv", table(&with_comma));
    train(&sandbox, &["plain.tsv"], "m");
    assert_eq!(predicted(&sandbox, &["commas.tsv"]), predicted(&sandbox, &["plain.tsv"]));
    let said = warnings(&sandbox, &["eval", "m", "--data", "commas.tsv"]);
    assert!(said.contains("the comma separates thousands"), "{said}");
    // What may be either is refused.
    write(&sandbox, "either.tsv", "x\ty\tlabel\n1,817\t1,250\ta\n2,817\t1,125\tb\n");
    let message = refused(sandbox.apical(&["predict", "m", "either.tsv"]));
    for part in ["either.tsv", "line 2, column 1 (x)", "1.817 or 1817", "with a point"] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn a_header_of_few_numbers_is_known_by_the_model() {
    let sandbox = Sandbox::new();
    write(&sandbox, "wave.csv", rows("400,450,500,550,label\n", ["u", "v", "w"]));
    train(&sandbox, &["wave.csv"], "m");
    let all = predicted(&sandbox, &["wave.csv"]);
    let text = fs::read_to_string(sandbox.path("wave.csv")).unwrap();
    let without: String =
        text.lines().map(|line| line.rsplit_once(',').unwrap().0.to_owned() + "\n").collect();
    write(&sandbox, "new.csv", without);
    assert_eq!((predicted(&sandbox, &["new.csv"]), all.len()), (all, 91));
}

#[test]
fn several_files_are_predicted_one_after_the_other() {
    let sandbox = Sandbox::new();
    write(&sandbox, "train.csv", rows("a,b,c,d,label\n", ["u", "v", "w"]));
    write(&sandbox, "test.csv", rows("a,b,c,d,label\n", ["", "", ""]));
    train(&sandbox, &["train.csv"], "m");
    let one = predicted(&sandbox, &["train.csv"]);
    let both = predicted(&sandbox, &["train.csv", "test.csv"]);
    assert_eq!((both.len(), &*both[0]), (181, "number,file,class,name,margin,probability"));
    let of = |file: &str| {
        let with_file = |line: &String| line.replacen(',', &format!(",{file},"), 1);
        one[1..].iter().map(with_file).collect::<Vec<_>>()
    };
    assert_eq!(both[1..], [of("train.csv"), of("test.csv")].concat());
    let message = refused(sandbox.apical(&["predict", "m", "train.csv", "test.csv", "--columns", "a,b"]));
    assert!(message.contains("predict each file alone"), "{message}");
    let message = refused(sandbox.apical(&["predict", "m", "train.csv", "--out", "x.json"]));
    assert!(message.contains(".jsonl") && message.contains(".csv"), "{message}");
    for name in ["x.JSONL", "x.jsonl"] {
        succeeded(sandbox.apical(&["predict", "m", "train.csv", "--out", name]));
        assert!(sandbox.read(name).starts_with(b"{\"number\":1,"), "{name}");
    }
}

#[test]
fn blank_pictures_that_count_are_said() {
    let sandbox = Sandbox::new();
    let pixels: String = (0..60)
        .map(|index| {
            let value =
                |at: usize| if index == 7 || at / 4 != index % 3 { 0 } else { 200 + (index + at) % 50 };
            let values: Vec<String> = (0..16).map(|at| value(at).to_string()).collect();
            format!("{},{}\n", index % 3, values.join(","))
        })
        .collect();
    let header: Vec<String> = (0..16).map(|at| format!("pixel{at}")).collect();
    write(&sandbox, "pixels.csv", format!("label,{}\n{pixels}", header.join(",")));
    train(&sandbox, &["pixels.csv"], "m");
    let said = warnings(&sandbox, &["eval", "m", "--data", "pixels.csv"]);
    assert!(said.contains("1 of the 60 images have nothing on them (number 8) and count"), "{said}");
}

#[test]
fn pictures_in_doubt_are_said_by_classify_and_predict() {
    let sandbox = Sandbox::new();
    write_pictures(&sandbox, "figures", &[0, 1, 2], 0..12);
    let arguments = ["train", "--data", "figures", "--image-size", "20x20", "--epochs", "2", "--out", "m"];
    succeeded(sandbox.apical(&arguments));
    let ink = |at: usize| matches!(at % 20, 4 | 15) && (4..16).contains(&(at / 20));
    let two: Vec<u8> = (0..400).map(|at| if ink(at) { 20 } else { 240 }).collect();
    fs::create_dir(sandbox.path("new")).unwrap();
    crate::common::write_bmp(&sandbox.path("new/two.bmp"), 20, 20, &two);
    for arguments in [&["predict", "m", "new"][..], &["classify", "m", "new/two.bmp"]] {
        let said = warnings(&sandbox, arguments);
        assert!(said.contains("1 of 1 pictures has several characters side by side"), "{said}");
    }
    let said = warnings(&sandbox, &["classify", "m", "new/two.bmp", "--split"]);
    assert!(!said.contains("several characters"), "{said}");
}
