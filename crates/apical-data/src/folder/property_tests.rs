use std::collections::BTreeMap;

use proptest::prelude::*;

use super::tests::{Drawing, SIZE};
use super::*;

/// Names of classes whose order as text, as numbers and as given all differ.
const CLASSES: [&str; 5] = ["10", "9", "011", "2", "0"];

/// What each class has, by name: the pixels of its pictures, in order of their values.
fn by_name(folder: &Path, classes: Option<&[String]>) -> BTreeMap<String, Vec<Vec<u8>>> {
    let options = FolderOptions { size: SIZE, preparation: Preparation::Automatic, bits: None, classes };
    let found = read(folder, &options).unwrap();
    let train = found.train.unwrap();
    let mut by_name = BTreeMap::<String, Vec<Vec<u8>>>::new();
    for (label, pixels) in train.labels.iter().zip(train.pixels.chunks_exact(784)) {
        by_name.entry(found.class_names[usize::from(*label)].clone()).or_default().push(pixels.to_vec());
    }
    by_name.values_mut().for_each(|pictures| pictures.sort());
    by_name
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn names_and_order_of_files_and_classes_never_change_a_label(
        order in Just((0..CLASSES.len()).collect::<Vec<_>>()).prop_shuffle(),
        rows in Just((0..10_u32).collect::<Vec<_>>()).prop_shuffle(),
        renamed in any::<u32>(),
        missing in 0..CLASSES.len(),
    ) {
        let (plain, other, table) = (Drawing::new(), Drawing::new(), Drawing::new());
        let mut lines = vec![String::new(); 10];
        for picture in 0..10_u32 {
            let class = CLASSES[picture as usize % 5];
            let width = 3 + 3 * picture;
            plain.draw(&format!("{class}/{picture}.png"), width);
            let new_name = renamed.wrapping_mul(2 * picture + 1).wrapping_add(picture);
            other.draw(&format!("{class}/{new_name}-{picture}.png"), width);
            table.draw(&format!("{new_name}-{picture}.png"), width);
            lines[rows[picture as usize] as usize] = format!("{new_name}-{picture},{class}\n");
        }
        table.write("labels.csv", lines.concat());
        let names: Vec<String> = order.iter().map(|&index| CLASSES[index].to_owned()).collect();
        let expected = by_name(plain.path(), None);
        prop_assert_eq!(expected.len(), 5);
        for (folder, classes) in [(&plain, Some(&names[..])), (&other, None), (&other, Some(&names)), (&table, None), (&table, Some(&names))] {
            prop_assert_eq!(&by_name(folder.path(), classes), &expected);
        }
        // Without one of the classes the others stay what they are.
        std::fs::remove_dir_all(other.path().join(CLASSES[missing])).unwrap();
        let mut fewer = expected;
        fewer.remove(CLASSES[missing]);
        prop_assert_eq!(by_name(other.path(), Some(&names)), fewer);
    }

    #[test]
    fn any_table_is_read_or_refused(content in proptest::collection::vec(any::<u8>(), 0..200), rows in 0_usize..4) {
        let drawing = Drawing::new();
        drawing.draw("1.png", 5);
        drawing.draw("2.png", 5);
        let table = [b"1.png,a\n2.png,b\n".repeat(rows), content].concat();
        drawing.write("labels.csv", &table);
        let options = FolderOptions { size: SIZE, preparation: Preparation::Automatic, bits: None, classes: None };
        if let Ok(found) = read(drawing.path(), &options) {
            prop_assert!(found.train.is_some());
        }
    }
}
