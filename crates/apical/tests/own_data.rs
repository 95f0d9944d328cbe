//! Data of a user's own: read alike by every command, split and scaled as it is said.

use std::fs;

use serde_json::Value;

use crate::common::{Sandbox, refused, shown, succeeded, write_bmp};

fn json(text: &str) -> Value {
    serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap()
}

/// A figure of 20 x 20 for each of three classes, dark on light, and no two alike.
fn picture(class: usize, number: usize) -> Vec<u8> {
    let ink = |x: usize, y: usize| {
        let (x, y) = (x.wrapping_sub(4 + number % 3), y.wrapping_sub(3 + number / 3 % 3));
        match class {
            0 => x < 10 && y < 12 && (!(2..=7).contains(&x) || !(2..=9).contains(&y)),
            1 => (4..7).contains(&x) && y < 12,
            _ => x < 10 && y < 12 && x.abs_diff(y) < 2,
        }
    };
    let value = |index: usize| if ink(index % 20, index / 20) { 30 } else { 235 - (number % 5) as u8 };
    (0..400).map(value).collect()
}

pub(crate) fn write_pictures(
    sandbox: &Sandbox,
    folder: &str,
    classes: &[usize],
    numbers: std::ops::Range<usize>,
) {
    for &class in classes {
        let path = sandbox.path(folder).join(["box", "line", "slope"][class]);
        fs::create_dir_all(&path).unwrap();
        for number in numbers.clone() {
            write_bmp(&path.join(format!("{number:02}.bmp")), 20, 20, &picture(class, number));
        }
    }
}

/// What a model learned from, it sees alike through every door.
#[test]
fn pictures_are_prepared_alike_by_every_command() {
    let sandbox = Sandbox::new();
    write_pictures(&sandbox, "figures", &[0, 1, 2], 0..24);
    succeeded(sandbox.apical(&[
        "train",
        "--data",
        "figures",
        "--image-size",
        "20x20",
        "--epochs",
        "20",
        "--out",
        "m",
    ]));
    let config = succeeded(sandbox.apical(&["info", "m", "--config"]));
    assert!(
        config.contains("prepare = \"normalise\"") && config.contains("split = \"stratified:1\""),
        "{config}"
    );
    let evaluated = json(&succeeded(sandbox.apical(&["eval", "m", "--data", "figures", "--json"])));
    assert_eq!((&evaluated["images"], &evaluated["part"]), (&72.into(), &"all".into()), "all of them");
    let right = (evaluated["accuracy"].as_f64().unwrap() * 72.0).round() as usize;
    assert!(right > 60, "{right} of 72");

    let predicted = succeeded(sandbox.apical(&["predict", "m", "figures"]));
    let mut lines = predicted.lines();
    assert_eq!(lines.next(), Some("number,file,class,name,margin,probability"));
    let fields: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    assert_eq!(fields.iter().filter(|field| field[1].contains(&format!("/{}/", field[3]))).count(), right);

    let files: Vec<&str> = fields.iter().map(|field| field[1]).collect();
    let classified = succeeded(sandbox.apical(&[&["classify", "m", "--json"], &files[..]].concat()));
    let images = json(&classified)["images"].as_array().unwrap().clone();
    let alike = images.iter().zip(&fields).filter(|(image, field)| {
        image["label"] == field[3] && image["margin"].as_i64() == field[4].parse().ok()
    });
    assert_eq!(alike.count(), 72, "classify and predict differ");
    let simulated = json(&succeeded(sandbox.apical(&["simulate", "m", "--data", "figures", "--json"])));
    assert_eq!(simulated["accuracy"], evaluated["accuracy"]);

    // The model says of its own data which it learned, and is tried on the others.
    let held = json(&succeeded(sandbox.apical(&["eval", "m", "--json"])));
    assert_eq!((&held["images"], &held["part"]), (&12.into(), &"test".into()), "a sixth of each class");
}

#[test]
fn classes_go_by_name() {
    let sandbox = Sandbox::new();
    write_pictures(&sandbox, "figures", &[0, 1, 2], 0..24);
    write_pictures(&sandbox, "slopes", &[2], 30..40);
    let size = ["--image-size", "20x20"];
    succeeded(
        sandbox
            .apical(&[&["train", "--data", "figures", "--epochs", "20", "--out", "m"][..], &size].concat()),
    );
    let found = json(&succeeded(sandbox.apical(&["eval", "m", "--data", "slopes", "--json"])));
    assert!(found["accuracy"].as_f64().unwrap() > 0.8, "{found}");
    assert_eq!(found["classes"][2]["images"], 10);
    fs::rename(sandbox.path("slopes/slope"), sandbox.path("slopes/diagonal")).unwrap();
    let message = refused(sandbox.apical(&["eval", "m", "--data", "slopes"]));
    assert!(message.contains("diagonal") && message.contains("\"box\", \"line\""), "{message}");
    // Nothing can be learned of one class.
    let message = refused(sandbox.apical(&["train", "--data", "slopes"]));
    assert!(message.contains("1 class"), "{message}");
    fs::write(sandbox.path("one.csv"), "label,a,b\n".to_owned() + &"3,0.5,7\n3,1.5,9\n".repeat(9)).unwrap();
    let message = refused(sandbox.apical(&["train", "--data", "one.csv"]));
    assert!(message.contains("all ") && message.contains("--label-column"), "{message}");
}

/// Two features of any size, of which their product's sign is the class.
fn measurements(rows: std::ops::Range<usize>) -> Vec<[String; 3]> {
    let row = |row: usize| {
        let (height, age) = ((row * 37 % 101) as f64 * 0.37 - 5.0, (row * 61 % 97) as f64 * 1000.0);
        [format!("{height:.2}"), format!("{age}"), (if height > 13.0 { "tall" } else { "short" }).to_owned()]
    };
    rows.map(row).collect()
}

#[test]
fn tables_are_scaled_as_the_model_says_whatever_their_order() {
    let sandbox = Sandbox::new();
    let write = |name: &str, heading: &str, lines: &[String]| {
        fs::write(sandbox.path(name), format!("{heading}\n{}\n", lines.join("\n"))).unwrap();
    };
    let rows = measurements(0..120);
    let lines: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    write("trees.csv", "height,age,kind", &lines);
    let output =
        sandbox.apical(&["train", "--data", "trees.csv", "--epochs", "40", "--out", "m"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}", shown(&output));
    assert!(
        said.contains("column kind is the label") && said.contains("since the data are 2 features"),
        "{said}"
    );
    let accuracy = |name: &str| {
        let found = json(&succeeded(sandbox.apical(&["eval", "m", "--data", name, "--json"])));
        assert_eq!(found["images"], 120, "{name}");
        found["accuracy"].clone()
    };
    let plain = accuracy("trees.csv");
    assert!(plain.as_f64().unwrap() > 0.9, "{plain}");
    // Rows turned round and sorted by class, columns in another order.
    let mut sorted = rows.clone();
    sorted.sort_by(|one, other| one[2].cmp(&other[2]));
    let lines: Vec<String> =
        sorted.iter().map(|[height, age, kind]| format!("{kind};{age};{height}")).collect();
    write("sorted.csv", "kind;age;height", &lines);
    assert_eq!(accuracy("sorted.csv"), plain);
    // What is held out has both classes, whatever the order.
    succeeded(sandbox.apical(&["train", "--data", "sorted.csv", "--epochs", "40", "--out", "n"]));
    let held = json(&succeeded(sandbox.apical(&["eval", "n", "--json"])));
    assert!(
        held["classes"].as_array().unwrap().iter().all(|class| class["images"].as_u64() > Some(3)),
        "{held}"
    );

    // Without labels, and with columns named as others want them.
    let bare: Vec<String> = rows.iter().map(|[height, age, _]| format!("{height},{age}")).collect();
    write("bare.csv", "height,age", &bare);
    let predict = ["predict", "m", "bare.csv", "--columns", "Id,Kind", "--out", "p.csv"];
    succeeded(sandbox.apical(&predict));
    let text = String::from_utf8(sandbox.read("p.csv")).unwrap();
    let right = text
        .lines()
        .skip(1)
        .zip(&rows)
        .enumerate()
        .filter(|(index, (line, row))| **line == format!("{},{}", index + 1, row[2]));
    assert_eq!(right.count() as f64 / 120.0, plain.as_f64().unwrap());
    assert!(text.starts_with("Id,Kind\n1,"), "{text}");
    succeeded(sandbox.apical(&["predict", "m", "bare.csv", "--out", "p.jsonl"]));
    let lines = String::from_utf8(sandbox.read("p.jsonl")).unwrap();
    assert!(json(&lines)["margin"].is_i64() && lines.lines().count() == 120, "{lines}");
    // What cannot be the same features is refused, and nothing is written.
    write("other.csv", "height,width", &bare);
    let message = refused(sandbox.apical(&["predict", "m", "other.csv", "--out", "q.csv"]));
    assert!(message.contains("other.csv") && message.contains("age"), "{message}");
    assert!(!sandbox.files().contains(&"q.csv".to_owned()));
    // The configuration has the scale, and makes the same model.
    fs::write(sandbox.path("m.toml"), succeeded(sandbox.apical(&["info", "m", "--config"]))).unwrap();
    succeeded(sandbox.apical(&["train", "--config", "m.toml", "--out", "again"]));
    assert!(sandbox.read("m") == sandbox.read("again"), "another model");
}

/// A model that learned bytes takes bytes: a range of the file at hand would make other values of the same picture in each.
#[test]
fn numbers_that_a_model_has_no_scale_for_are_refused() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "1", "--out", "m"]));
    let row = |value: &str| vec![value; 64].join(",") + "\n";
    fs::write(sandbox.path("dim.csv"), row("7") + &row("9")).unwrap();
    let dim = succeeded(sandbox.apical(&["predict", "m", "dim.csv"]));
    fs::write(sandbox.path("bright.csv"), row("7") + &row("255")).unwrap();
    let bright = succeeded(sandbox.apical(&["predict", "m", "bright.csv"]));
    assert_eq!(dim.lines().nth(1), bright.lines().nth(1), "the same row is another beside another one");
    fs::write(sandbox.path("float.csv"), row("0.5") + &row("1")).unwrap();
    let message = refused(sandbox.apical(&["predict", "m", "float.csv"]));
    assert!(message.contains("float.csv") && message.contains("255"), "{message}");
}

/// How sure a network is follows from images that it did not learn, and is in its file.
#[test]
fn answers_come_with_how_often_such_ones_were_right() {
    let sandbox = Sandbox::new();
    write_pictures(&sandbox, "figures", &[0, 1, 2], 0..90);
    let size = ["--image-size", "20x20"];
    succeeded(
        sandbox.apical(&[&["train", "--data", "figures", "--epochs", "3", "--out", "m"][..], &size].concat()),
    );
    let steps = json(&succeeded(sandbox.apical(&["info", "m", "--json"])))["calibration"].clone();
    let steps = steps.as_array().unwrap();
    let sum = |key: &str| steps.iter().map(|step| step[key].as_u64().unwrap()).sum::<u64>();
    let held = json(&succeeded(sandbox.apical(&["eval", "m", "--json"])));
    let right = (held["accuracy"].as_f64().unwrap() * 45.0).round() as u64;
    assert_eq!((sum("images"), sum("right")), (45, right), "a sixth of each class, all of them counted");
    let expected = |margin: u64| {
        let step = steps.iter().rev().find(|step| step["margin"].as_u64().unwrap() <= margin).unwrap();
        step["probability"].as_f64().unwrap()
    };
    let predicted = succeeded(sandbox.apical(&["predict", "m", "figures", "--out", "all.jsonl"]));
    assert!(predicted.contains("270 predictions"), "{predicted}");
    for line in fs::read_to_string(sandbox.path("all.jsonl")).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (margin, found) = (line["margin"].as_u64().unwrap(), line["probability"].as_f64().unwrap());
        assert!((found - expected(margin)).abs() < 1e-4, "{line}");
    }
    let one = json(&succeeded(sandbox.apical(&["classify", "m", "figures/box/00.bmp", "--json"])));
    let image = &one["images"][0];
    assert_eq!(image["probability"].as_f64().unwrap(), expected(image["margin"].as_u64().unwrap()));
    assert_eq!(image["unsure"], expected(image["margin"].as_u64().unwrap()) < 0.8);
    // Other programs' models, and what was learned since, know nothing of it.
    let mut snapshot = apical_core::snapshot::Snapshot::load(sandbox.path("m")).unwrap();
    snapshot.run.calibration = None;
    snapshot.save(sandbox.path("m")).unwrap();
    let lines = succeeded(sandbox.apical(&["predict", "m", "figures"]));
    assert!(lines.lines().skip(1).all(|line| line.ends_with(',')), "{lines}");
}

/// A network that knows what pictures show sees that they lie on their side.
#[test]
fn pictures_that_lie_otherwise_than_those_that_were_learned_are_said() {
    let sandbox = Sandbox::new();
    succeeded(sandbox.train(&["--epochs", "20", "--out", "m"]));
    let count = 60;
    let write = |name: &str, from: fn(usize, usize) -> (usize, usize)| {
        let turned = |index: usize| {
            let image = crate::common::image(index);
            (0..64).map(move |at| {
                let (row, column) = from(at / 8, at % 8);
                image[row * 8 + column]
            })
        };
        let labels: Vec<u8> = (0..count).map(crate::common::label).collect();
        let images = crate::common::idx_images(count, 8, &(0..count).flat_map(turned).collect::<Vec<_>>());
        fs::write(sandbox.path(&format!("{name}-images")), images).unwrap();
        let labels = crate::common::idx_labels(&labels);
        fs::write(sandbox.path(&format!("{name}-labels")), labels).unwrap();
    };
    write("upright", |row, column| (row, column));
    write("turned", |row, column| (7 - column, row));
    write("exchanged", |row, column| (column, row));
    let told = |name: &str| {
        let files = [format!("{name}-images"), format!("{name}-labels")];
        let output = sandbox.apical(&["eval", "m", "--data", &files[0], &files[1]]).output().unwrap();
        assert!(output.status.success(), "{}", crate::common::shown(&output));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(!told("upright").contains("lie otherwise"), "{}", told("upright"));
    for name in ["turned", "exchanged"] {
        // Bars that are mirrored are other bars: any way that makes them those again will do.
        assert!(told(name).contains("lie otherwise than those that were learned"), "{}", told(name));
        assert!(told(name).contains("of 60 are right instead of"), "{}", told(name));
    }
}

/// IDX files have numbers for names; they are classes by what they are called, not by where they stand.
#[test]
fn labels_of_idx_files_are_matched_by_name() {
    let sandbox = Sandbox::new();
    let mut text = "label,".to_owned();
    text += &(0..64).map(|pixel| format!("p{pixel}")).collect::<Vec<_>>().join(",");
    let mut rows = Vec::new();
    // Classes 1 and 3 of the small set alone.
    for index in 0..crate::common::TRAIN {
        let class = index % crate::common::CLASSES;
        if class % 2 == 1 {
            let pixels: Vec<String> = crate::common::image(index).iter().map(u8::to_string).collect();
            rows.push(format!("{class},{}", pixels.join(",")));
        }
    }
    fs::write(sandbox.path("odd.csv"), format!("{text}\n{}\n", rows.join("\n"))).unwrap();
    succeeded(sandbox.apical(&["train", "--data", "odd.csv", "--epochs", "20", "--out", "m"]));
    let own = json(&succeeded(sandbox.apical(&["eval", "m", "--data", "odd.csv", "--json"])));
    assert!(own["accuracy"].as_f64().unwrap() > 0.9, "{own}");
    let message = refused(sandbox.apical(&["eval", "m", "--data", "set"]));
    assert!(message.contains("\"0\", \"2\"") && message.contains("\"1\", \"3\""), "{message}");
}

/// A front end that inverts, whether the ink that it learned was dark or had been made bright: the same answers through every door.
#[test]
fn inverted_networks_see_pictures_alike_by_every_command() {
    let sandbox = Sandbox::new();
    write_pictures(&sandbox, "figures", &[0, 1, 2], 0..24);
    // The same figures as rows of a table: dark ink.
    let mut rows = String::new();
    for (class, name) in ["box", "line", "slope"].into_iter().enumerate() {
        for number in 0..24 {
            let pixels: Vec<String> = picture(class, number).iter().map(u8::to_string).collect();
            rows += &format!("{name},{}\n", pixels.join(","));
        }
    }
    fs::write(sandbox.path("figures.csv"), rows).unwrap();
    for data in ["figures", "figures.csv"] {
        let train = ["train", "--data", data, "--image-size", "20x20", "--front-end", "inverted+threshold"];
        succeeded(sandbox.apical(&[&train[..], &["--epochs", "20", "--out", "m"]].concat()));
        let predicted = succeeded(sandbox.apical(&["predict", "m", "figures"]));
        let fields: Vec<Vec<&str>> =
            predicted.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let files: Vec<&str> = fields.iter().map(|field| field[1]).collect();
        let classified = succeeded(sandbox.apical(&[&["classify", "m", "--json"], &files[..]].concat()));
        let images = json(&classified)["images"].as_array().unwrap().clone();
        let alike = images.iter().zip(&fields).filter(|(image, field)| {
            image["label"] == field[3] && image["margin"].as_i64() == field[4].parse().ok()
        });
        assert_eq!(alike.count(), 72, "{data}: classify and predict differ");
        let right = fields.iter().filter(|field| field[1].contains(&format!("/{}/", field[3]))).count();
        assert!(right > 50, "{data}: {right} of 72");
        let evaluated = json(&succeeded(sandbox.apical(&["eval", "m", "--data", "figures", "--json"])));
        assert_eq!((evaluated["accuracy"].as_f64().unwrap() * 72.0).round() as usize, right, "{data}");
    }
}

/// Cameras store 12 bits in 16. How many was told by the pictures that were learned, and holds for one that is dimmer.
#[test]
fn samples_of_twelve_bits_are_read_alike_by_every_command() {
    let sandbox = Sandbox::new();
    let write = |folder: &str, number: usize, class: usize, factor: u16| {
        let path = sandbox.path(folder);
        fs::create_dir_all(&path).unwrap();
        let mut bytes = b"P5 20 20 65535\n".to_vec();
        for value in picture(class, number) {
            bytes.extend((u16::from(u8::MAX - value) * factor).to_be_bytes());
        }
        fs::write(path.join(format!("{number:02}.pgm")), bytes).unwrap();
    };
    for number in 0..24 {
        for (class, name) in ["box", "line", "slope"].into_iter().enumerate() {
            write(&format!("figures/{name}"), number, class, 16);
        }
    }
    let train =
        ["train", "--data", "figures", "--image-size", "20x20", "--prepare", "as-is", "--epochs", "5"];
    succeeded(sandbox.apical(&[&train[..], &["--out", "m"]].concat()));
    let config = succeeded(sandbox.apical(&["info", "m", "--config"]));
    assert!(config.contains("sample_bits = 12"), "{config}");
    fs::write(sandbox.path("run.toml"), config).unwrap();
    succeeded(sandbox.apical(&["train", "--config", "run.toml", "--out", "again"]));
    assert!(sandbox.read("again") == sandbox.read("m"));
    // By itself it would be taken for one of 10 bits, four times as bright.
    write("dim", 1, 0, 4);
    let predicted = succeeded(sandbox.apical(&["predict", "m", "dim"]));
    let margin = predicted.lines().nth(1).unwrap().split(',').nth(4).unwrap().to_owned();
    let classified = json(&succeeded(sandbox.apical(&["classify", "m", "dim/01.pgm", "--json"])));
    assert_eq!(classified["images"][0]["margin"].to_string(), margin);
    write("figures/box", 1, 0, 4);
    let among = succeeded(sandbox.apical(&["predict", "m", "figures/box"]));
    assert_eq!(among.lines().nth(2).unwrap().split(',').nth(4), Some(&*margin), "{among}");
    write("bright", 1, 0, 200);
    let message = refused(sandbox.apical(&["predict", "m", "bright"]));
    assert!(message.contains("01.pgm") && message.contains("12 bits"), "{message}");
}
