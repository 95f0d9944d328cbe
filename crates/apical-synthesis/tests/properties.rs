//! Readers on texts that are made at random.

use apical_synthesis::liberty::{Function, Group};
use apical_synthesis::saif::{Activity, Recording};
use proptest::prelude::*;

fn functions() -> impl Strategy<Value = Function> {
    let leaf = prop_oneof![any::<bool>().prop_map(Function::Constant), "[A-D]".prop_map(Function::Pin),];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.prop_map(|part| Function::Not(Box::new(part))),
            parts.clone().prop_map(Function::And),
            parts.clone().prop_map(Function::Or),
            parts.prop_map(Function::Xor),
        ]
    })
}

/// As Liberty writes it.
fn written(function: &Function) -> String {
    let joined = |parts: &[Function], mark: &str| {
        format!("({})", parts.iter().map(written).collect::<Vec<_>>().join(mark))
    };
    match function {
        Function::Constant(value) => u8::from(*value).to_string(),
        Function::Pin(name) => name.clone(),
        Function::Not(inner) => format!("!{}", written(inner)),
        Function::And(parts) => joined(parts, "*"),
        Function::Or(parts) => joined(parts, "+"),
        Function::Xor(parts) => joined(parts, "^"),
    }
}

proptest! {
    #[test]
    fn a_function_reads_back_as_itself(function in functions()) {
        let read = Function::parse(&written(&function)).unwrap();
        for row in 0..16u32 {
            let pin = |name: &str| row >> (name.as_bytes()[0] - b'A') & 1 == 1;
            prop_assert_eq!(read.evaluate(&pin), function.evaluate(&pin));
        }
    }

    #[test]
    fn activity_reads_back(nets in prop::collection::btree_map("[a-z][a-z0-9]{0,5}", (0u64..1000, 0u64..1000), 0..20)) {
        let lines: String =
            nets.iter().map(|(name, (high, toggles))| format!("({name} (T1 {high}) (TC {toggles}))\n")).collect();
        let text = format!("(SAIFILE (DURATION 1000)\n(INSTANCE top (NET {lines})))");
        let recording = Recording::parse(&text).unwrap();
        let top = recording.top.at(["top"]).unwrap();
        prop_assert_eq!(top.nets.len(), nets.len());
        for (name, (high, toggles)) in nets {
            prop_assert_eq!(top.nets[&name], Activity { high, toggles });
        }
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "[a-z(){};:,\"\\\\/* \n0-9.]{0,200}") {
        let _ = Group::parse(&text);
        let _ = Recording::parse(&text);
        let _ = Function::parse(&text);
    }
}
