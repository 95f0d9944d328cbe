use proptest::prelude::*;

use super::*;

const RULE: SplitRule = SplitRule::Stratified { seed: 1 };

/// Images of two pixels that tell which they are.
fn set(labels: &[u8]) -> Dataset {
    let pixels = (0..labels.len()).flat_map(|index| [index as u8, (index / 256) as u8]).collect();
    Dataset::new(2, 1, 5, pixels, labels.to_vec()).unwrap()
}

fn counts(set: &Dataset) -> Vec<usize> {
    (0..set.classes())
        .map(|class| set.labels().iter().filter(|&&label| usize::from(label) == class).count())
        .collect()
}

/// Images as a set that has no order.
fn unordered(set: &Dataset) -> Vec<(u8, Vec<u8>)> {
    let mut images: Vec<_> =
        (0..set.len()).map(|index| (set.labels()[index], set.image(index).to_vec())).collect();
    images.sort();
    images
}

#[test]
fn data_sorted_by_class_are_split_class_by_class() {
    let labels: Vec<u8> = (0..5).flat_map(|class| std::iter::repeat_n(class, 60)).collect();
    let (rest, held) = RULE.hold_out(&set(&labels), "x").unwrap();
    assert_eq!((counts(&rest), counts(&held)), (vec![50; 5], vec![10; 5]));
    let split = Split { train: rest, test: held };
    let validation = RULE.validation(&split, "x").unwrap();
    assert_eq!((counts(&validation.train), counts(&validation.test)), (vec![42; 5], vec![8; 5]));
    let limited = RULE.limit(set(&labels), 8);
    assert_eq!(counts(&limited).iter().sum::<usize>(), 8);
    assert!(counts(&limited).iter().all(|&count| count > 0), "{:?}", counts(&limited));
    assert_eq!(RULE.limit(set(&labels), 0).len(), 300);
    assert_eq!(RULE.limit(set(&labels), 300), set(&labels));
}

#[test]
fn small_classes_and_shares_are_rounded() {
    // 3 to 8 images give one, 9 give two, 2 none.
    let labels: Vec<u8> =
        [(0, 2), (1, 3), (2, 8), (3, 9)].iter().flat_map(|&(class, count)| vec![class; count]).collect();
    let (_, held) = RULE.hold_out(&set(&labels), "x").unwrap();
    assert_eq!(counts(&held), [0, 1, 1, 2, 0]);
    let message = RULE.hold_out(&set(&[0, 0, 1, 1]), "four.csv").unwrap_err().to_string();
    assert!(message.contains("four.csv"), "{message}");
}

#[test]
fn equal_images_stay_together() {
    let labels = vec![0_u8; 12];
    let same = Dataset::new(1, 1, 2, vec![7; 12], labels.clone()).unwrap();
    assert_eq!(RULE.hold_out(&same, "x").unwrap().1.len(), 2, "all are one image");
    // Two images, six times each: one of them is held out.
    let two = Dataset::new(1, 1, 2, (0..12).map(|index| index % 2).collect(), labels.clone()).unwrap();
    assert_eq!(RULE.hold_out(&two, "x").unwrap().1.len(), 6);
    // Pairs.
    let pairs = Dataset::new(1, 1, 2, (0..12).map(|index| index / 2).collect(), labels).unwrap();
    for seed in 0..20 {
        let (rest, held) = SplitRule::Stratified { seed }.hold_out(&pairs, "x").unwrap();
        assert!(held.pixels().iter().all(|pixel| !rest.pixels().contains(pixel)), "seed {seed}");
    }
}

#[test]
fn the_order_of_earlier_versions_is_kept() {
    let labels = [0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1];
    let (rest, held) = SplitRule::Ordered.hold_out(&set(&labels), "x").unwrap();
    // The sixth 0 is image 7, the sixth 1 is image 11.
    assert_eq!((held.labels(), held.pixels()), (&[0, 1][..], &[7, 0, 11, 0][..]));
    assert_eq!(rest.labels(), [0, 1, 0, 0, 1, 0, 0, 1, 1, 1, 1]);
    let split = Split { train: rest, test: held };
    let validation = SplitRule::Ordered.validation(&split, "x").unwrap();
    assert_eq!((validation.train.len(), validation.test.pixels()), (10, &[12, 0][..]));
    assert_eq!(SplitRule::Ordered.limit(set(&labels), 3).pixels(), [0, 0, 1, 0, 2, 0]);
}

proptest! {
    /// What is chosen does not hang on the order of the images.
    #[test]
    fn shuffling_changes_nothing(
        labels in prop::collection::vec(0_u8..5, 20..200), seed: u64, limit in 1_usize..20, turn in 0_usize..200,
    ) {
        let rule = SplitRule::Stratified { seed };
        let plain = set(&labels);
        let mut order: Vec<usize> = (0..labels.len()).rev().collect();
        order.rotate_left(turn % labels.len());
        let shuffled = plain.select(&order);
        prop_assert_eq!(unordered(&rule.limit(plain.clone(), limit)), unordered(&rule.limit(shuffled.clone(), limit)));
        match (rule.hold_out(&plain, "x"), rule.hold_out(&shuffled, "x")) {
            (Ok((rest, held)), Ok((other_rest, other_held))) => {
                prop_assert_eq!(unordered(&held), unordered(&other_held));
                prop_assert_eq!(unordered(&rest), unordered(&other_rest));
                prop_assert_eq!(rest.len() + held.len(), labels.len());
            }
            (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
        }
    }
}
