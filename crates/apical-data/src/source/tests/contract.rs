//! What is read again is read as it was learned from, whatever of it is there.

use super::*;

fn table(folder: &Path, name: &str, text: &str) -> DataSource {
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    DataSource::Files(vec![file])
}

/// Options that a model of these data has.
fn known(source: &DataSource) -> LoadOptions {
    known_by(source, LabelColumn::Automatic)
}

fn known_by(source: &DataSource, label_column: LabelColumn) -> LoadOptions {
    let given = source.read(&LoadOptions { label_column, ..LoadOptions::default() }).unwrap();
    let set = given.train.unwrap();
    LoadOptions {
        class_names: Some(given.class_names),
        form: given.form,
        rows_as: Some(ImageSize { width: set.width(), height: set.height() }),
        ..LoadOptions::default()
    }
}

/// A line for each of 30 rows of four features, whose class is one of three.
fn lines(line: impl Fn(usize, &str, usize) -> String) -> String {
    let features =
        |row: usize| format!("{}.5,{},{},{}.25", row * 7 % 5, 300 + row % 3, row * 3 % 11, row % 2);
    (0..30).map(|row| line(row, &features(row), row % 3) + "\n").collect()
}

#[test]
fn names_that_are_known_make_a_header() {
    let folder = folder();
    let rows = |header: &str| format!("{header}\n") + &lines(|_, features, _| features.to_owned());
    let text =
        "400,450,500,550,label\n".to_owned() + &lines(|_, features, class| format!("{features},k{class}"));
    let learned = table(folder.path(), "wave.csv", &text);
    let options = known(&learned);
    let pixels = learned.read(&options).unwrap().train.unwrap().pixels().to_vec();
    for header in ["400,450,500,550", " 400, 450, 500, 550"] {
        let inputs = table(folder.path(), "new.csv", &rows(header)).inputs(&options, None).unwrap();
        assert_eq!(inputs.images.pixels(), pixels, "{header}");
    }
    // Wherever they are, and beside others.
    let turned = "7,550,500,450,400\n".to_owned()
        + &lines(|_, features, _| {
            let turned: Vec<&str> = features.split(',').rev().collect();
            format!("1,{}", turned.join(","))
        });
    let inputs = table(folder.path(), "new.csv", &turned).inputs(&options, None).unwrap();
    assert_eq!(inputs.images.pixels(), pixels);
    // Without a header they go by their place.
    let text = lines(|_, features, _| features.to_owned());
    assert_eq!(table(folder.path(), "new.csv", &text).inputs(&options, None).unwrap().images.len(), 30);
}

#[test]
fn numbers_above_words_are_a_header() {
    let folder = folder();
    let text = "0,1,2,3,4\n".to_owned() + &lines(|_, features, class| format!("{features},k{class}"));
    let given = table(folder.path(), "x.csv", &text).read(&LoadOptions::default()).unwrap();
    assert_eq!(
        (given.train.unwrap().len(), &given.class_names[..]),
        (30, &["k0", "k1", "k2"].map(str::to_owned)[..])
    );
}

#[test]
fn a_column_that_numbers_the_rows_is_left_out_wherever_the_model_is_used() {
    let folder = folder();
    for label_first in [false, true] {
        let row = |number: usize, features: &str, class: usize| match label_first {
            true => format!("{number},{class},{features}"),
            false => format!("{number},{features},{class}"),
        };
        let text = lines(|row_number, features, class| row(row_number, features, class));
        let learned = table(folder.path(), "numbered.csv", &text);
        let label = if label_first { LabelColumn::Index(1) } else { LabelColumn::Automatic };
        let options = known_by(&learned, label);
        assert_eq!(options.rows_as.unwrap().width, 4);
        let set = learned.read(&options).unwrap().train.unwrap();
        assert_eq!(set.len(), 30);
        let labels: Vec<u8> = (0..30).map(|row| row % 3).collect();
        assert_eq!(set.labels(), labels);
        // Further rows have further numbers, in any order.
        let later = lines(|row_number, features, class| row(90 + row_number * 7 % 30, features, class));
        let later = table(folder.path(), "later.csv", &later);
        assert_eq!(later.read(&options).unwrap().train.unwrap(), set);
        let one: String = text.lines().take(1).collect();
        let alone = table(folder.path(), "one.csv", &one).inputs(&options, None).unwrap();
        assert_eq!(alone.images.pixels(), set.image(0));
        // Without labels, without numbers, without both.
        let unlabelled = lines(|row_number, features, _| format!("{row_number},{features}"));
        let plain = lines(|_, features, _| features.to_owned());
        for text in [&text, &unlabelled, &plain] {
            let inputs = table(folder.path(), "new.csv", text).inputs(&options, None).unwrap();
            assert_eq!(inputs.images.pixels(), set.pixels(), "{label_first}: {text}");
        }
    }
}

#[test]
fn labels_that_are_not_there_are_none() {
    let folder = folder();
    let header = "a,b,c,d,label\n";
    let text = header.to_owned() + &lines(|_, features, class| format!("{features},k{class}"));
    let learned = table(folder.path(), "learned.csv", &text);
    let options = known(&learned);
    let pixels = learned.read(&options).unwrap().train.unwrap().pixels().to_vec();
    let arff = "@relation x\n@attribute a real\n@attribute b real\n@attribute c real\n@attribute d real\n\
                @attribute label {k0,k1,k2}\n@data\n";
    for (head, missing) in [(header, ""), (header, "?"), (header, "NaN"), (arff, "?")] {
        let none = head.to_owned() + &lines(|_, features, _| format!("{features},{missing}"));
        let some = head.to_owned()
            + &lines(|row, features, _| format!("{features},{}", if row % 2 > 0 { "k1" } else { missing }));
        for text in [&none, &some] {
            let inputs = table(folder.path(), "new", text).inputs(&options, None).unwrap();
            assert_eq!(inputs.images.pixels(), pixels, "{text}");
        }
        let message = chain(&table(folder.path(), "new", &none).read(&options).unwrap_err());
        assert!(message.contains("has no labels") && message.contains("apical predict"), "{message}");
        let message = chain(&table(folder.path(), "new", &some).read(&options).unwrap_err());
        assert!(message.contains("column 5 (label)") && message.contains("missing value"), "{message}");
    }
    // Nor is it of account what they are.
    let text = header.to_owned() + &lines(|row, features, _| format!("{features},other {row}"));
    assert_eq!(
        table(folder.path(), "new.csv", &text).inputs(&options, None).unwrap().images.pixels(),
        pixels
    );
}

#[test]
fn words_that_name_rows_are_no_labels() {
    let folder = folder();
    let read = |name: &str, line: &dyn Fn(usize, &str, usize) -> String| {
        let text = "key,a,b,c,d,state\n".to_owned() + &lines(line);
        table(folder.path(), name, &text).read(&LoadOptions::default()).map_err(|error| chain(&error))
    };
    let message = read("ids.csv", &|row, features, class| format!("p{row},{features},{class}")).unwrap_err();
    for part in ["ids.csv", "column 1 (key)", "\"p0\"", "leave it out", "--label-column"] {
        assert!(message.contains(part), "{part}: {message}");
    }
    let date =
        |row: usize, features: &str, class: usize| format!("2024-01-{:02},{features},{class}", 1 + row / 3);
    let message = read("dates.csv", &date).unwrap_err();
    for part in ["dates.csv", "line 2, column 1 (key)", "\"2024-01-01\"", "date", "leave the column out"] {
        assert!(message.contains(part), "{part}: {message}");
    }
    // A feature of which most values are missing is no label either.
    let missing = |row: usize, features: &str, class: usize| {
        format!("{},{features},{class}", if row.is_multiple_of(5) { "7" } else { "NA" })
    };
    let message = read("missing.csv", &missing).unwrap_err();
    assert!(message.contains("column 1 (key): \"NA\" is a missing value"), "{message}");
}

#[test]
fn files_of_other_kinds_are_named_with_what_helps() {
    let folder = folder();
    for (name, start, part) in [
        ("x.xlsx", &b"PK\x03\x04\x14\0"[..], "save the sheet as CSV"),
        ("x.ODS", b"PK\x03\x04\x14\0", "save the sheet as CSV"),
        ("x.zip", b"PK\x03\x04\x14\0", "unpack it first"),
        ("x.pt", b"PK\x03\x04\x14\0", "PyTorch"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "save the sheet as CSV"),
        ("x.h5", b"\x89HDF\r\n\x1a\n", "numpy.savez"),
        ("x.mat", b"MATLAB 5.0 MAT-file", "writematrix"),
        ("x.pkl", b"\x80\x04\x95", "numpy.savez"),
        ("x.feather", b"ARROW1\0\0", "CSV or Parquet"),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, start).unwrap();
        let source = DataSource::Files(vec![file]);
        let options = LoadOptions::default();
        for error in [source.read(&options).unwrap_err(), source.inputs(&options, None).unwrap_err()] {
            let message = chain(&error);
            assert!(message.contains(name) && message.contains(part), "{message}");
        }
    }
}

/// A picture in PGM of 16 bits, which says nothing of how many are used.
fn write_pgm(file: &Path, pixels: &[u16; 400]) {
    let bytes: Vec<u8> = pixels.iter().flat_map(|pixel| pixel.to_be_bytes()).collect();
    fs::write(file, [&b"P5 20 20 65535\n"[..], &bytes].concat()).unwrap();
}

#[test]
fn pictures_to_be_classified_are_doubted_as_those_to_learn_from() {
    let folder = folder();
    let stroke = |x: usize, white: u16| {
        let mut pixels = [0_u16; 400];
        (4..16).for_each(|y| pixels[y * 20 + x] = white);
        pixels
    };
    let mut two = stroke(4, 4095);
    (4..16).for_each(|y| two[y * 20 + 15] = 4095);
    write_pgm(&folder.path().join("a.pgm"), &stroke(9, 4095));
    write_pgm(&folder.path().join("b.pgm"), &two);
    write_pgm(&folder.path().join("c.pgm"), &[0; 400]);
    let source = DataSource::Folder(folder.path().to_owned());
    let notes = |bits: Option<u8>| {
        let options = LoadOptions {
            bits: bits.and_then(SampleBits::new),
            preparation: Preparation::Normalise,
            ..LoadOptions::default()
        };
        source.inputs(&options, None).unwrap().notes
    };
    let has = |notes: &[String], parts: &[&str]| {
        notes.iter().any(|note| parts.iter().all(|part| note.contains(part)))
    };
    assert!(has(&notes(None), &["samples of 16 bits use 12 bits: 4095 is full"]), "{:?}", notes(None));
    let found = notes(Some(16));
    assert!(
        has(&found, &["use 12 bits", "learned from use 16 bits", "multiply all samples by 16"]),
        "{found:?}"
    );
    let found = notes(Some(12));
    assert!(has(&found, &["1 of 3 pictures has several characters", "b.pgm"]), "{found:?}");
    assert!(has(&found, &["1 of 3 pictures is blank", "c.pgm"]), "{found:?}");
    assert!(!has(&notes(Some(12)), &["samples"]), "{:?}", notes(Some(12)));
    let options = LoadOptions { bits: SampleBits::new(8), ..LoadOptions::default() };
    let message = chain(&source.inputs(&options, None).unwrap_err());
    assert!(message.contains("a sample of 4095") && message.contains("8 bits"), "{message}");
}

#[test]
fn short_rows_without_names_may_be_features() {
    let folder = folder();
    let text =
        (0..30).map(|row| format!("{},{},{},{},k{}\n", row * 7 % 30, 40 + row, 90 - row, 200 - row, row % 3));
    let text: String = text.collect();
    let notes = |text: &str| table(folder.path(), "x.csv", text).read(&LoadOptions::default()).unwrap().notes;
    let said =
        |notes: &[String]| notes.iter().any(|note| note.contains("picture of 2 x 2") && note.contains("1x4"));
    assert!(said(&notes(&text)), "{:?}", notes(&text));
    let named = ["p0,p1,p2,p3,label\n", "age,height,size,weight,label\n"];
    named.iter().for_each(|header| assert!(!said(&notes(&(header.to_string() + &text))), "{header}"));
    let row = LoadOptions { rows_as: Some(ImageSize { width: 4, height: 1 }), ..LoadOptions::default() };
    let given = table(folder.path(), "x.csv", &text).read(&row).unwrap();
    assert!(matches!(given.form.unwrap().scale, FeatureScale::Each(_)) && !said(&given.notes));
}

#[test]
fn several_files_are_classified_one_by_one() {
    let folder = folder();
    let names: Vec<String> = ["train.csv", "test.csv", "c.csv"]
        .map(|name| folder.path().join(name).display().to_string())
        .to_vec();
    names.iter().for_each(|name| write_csv(&small_set(12), Path::new(name)));
    let each = |names: &[String], part| {
        let found = DataSource::each(names, None, part).unwrap();
        found.into_iter().map(|(_, name)| name).collect::<Vec<_>>()
    };
    assert_eq!(each(&names, None), names);
    assert_eq!(each(&names[..2], Some(Part::Test)), [names[..2].join(" ")]);
    let pair: Vec<String> = ["i", "l"].map(|name| folder.path().join(name).display().to_string()).to_vec();
    write_idx(&small_set(12), Path::new(&pair[0]), Path::new(&pair[1]));
    assert_eq!(each(&pair, None), [pair.join(" ")]);
}
