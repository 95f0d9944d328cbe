//! Output of CACTI, as its program writes it.

use apical_chip::technology::{MemoryFile, MemoryForm};

use super::chain;

/// What it prints for plain memories of 65 nm, a read energy each; what is left out here is passed over.
fn printed(bytes: u32, width: u32, read: f64) -> String {
    format!(
        "Cache size                    : {bytes}\nBlock size                    : {width}\nAssociativity                 : 1\n\
         Temperature                   : 300\narray type                    : Scratch RAM\n\n\
         ---------- CACTI (version 7.0.3DD Prerelease of Aug, 2012), Uniform Cache Access SRAM Model ----------\n\n\
         Cache Parameters:\n    Total cache size (bytes): {bytes}\n    Number of banks: 1\n    Associativity: direct mapped\n    \
         Block size (bytes): {width}\n    Read/write Ports: 1\n    Read ports: 0\n    Write ports: 0\n    \
         Technology size (nm): 65\n\n    Access time (ns): 0.882\n    Cycle time (ns):  0.441\n    \
         Total dynamic read energy per access (nJ): {read}\n    Total dynamic write energy per access (nJ): 0.00194901\n    \
         Total leakage power of a bank (mW): 1.08097e-05\n    Total gate leakage power of a bank (mW): 0.000144604\n    \
         Cache height x width (mm): 0.0486868 x 0.05\n\n    Best Ndwl : 1\n    Best Ndbl : 1\n\n\
         Time Components:\n\n  Data side (with Output driver) (ns): 0.8\n\tH-tree input delay (ns): 0\n"
    )
}

const TABLE: &str = "\
# supply_v = 1.2
Tech node (nm), Capacity (bytes), Number of banks, Associativity, Output width (bits), Access time (ns), Random cycle time (ns), \
Dynamic search energy (nJ), Dynamic read energy (nJ), Dynamic write energy (nJ), Standby leakage per bank(mW), Area (mm2), Ndwl, \
Ntwl, Ntbl, Tag arrary area efficiency %, 
65, 256, 2, 1, 16, 0.882, 0.441, N/A, 0.000993777, 0.00194901, 0.000155414, 0.00243434, 1, N/A, N/A, N/A, 
65, 512, 1, 1, 32, 0.9, 0.5, N/A, 0.00175251, 0.00364618, 0.00020988, 0.00436105, 1, N/A, N/A, N/A, 
";

fn near(found: f64, expected: f64) {
    assert!((found / expected - 1.0).abs() < 1e-9, "{found} {expected}");
}

#[test]
fn printed_runs_are_memories() {
    let text = format!("# supply_v = 1.2\n{}{}", printed(256, 2, 0.000993777), printed(512, 4, 0.00175251));
    let file = MemoryFile::parse("runs.txt", text.as_bytes()).unwrap();
    assert_eq!(file.form(), MemoryForm::CactiText);
    let sizes: Vec<_> = file.macros().iter().map(|made| (made.words, made.bits, made.ports)).collect();
    assert_eq!(sizes, [(128, 16, 1), (128, 32, 1)]);
    let cost = file.macros()[0].cost;
    near(cost.read.picojoules(), 0.993777);
    near(cost.write.picojoules(), 1.94901);
    near(cost.leakage.value(), (0.0108097 + 0.144604) * 1e-6);
    near(cost.area.value(), 0.0486868 * 0.05);
    near(file.macros()[1].cost.read.picojoules(), 1.75251);
    assert_eq!((file.conditions().node.nanometres(), file.conditions().temperature), (65, Some(26.85)));
}

#[test]
fn the_table_is_memories_too() {
    let file = MemoryFile::parse("out.csv", TABLE.as_bytes()).unwrap();
    assert_eq!((file.form(), file.macros().len()), (MemoryForm::CactiTable, 2));
    let first = file.macros()[0];
    assert_eq!((first.words, first.bits, first.ports), (128, 16, 1));
    near(first.cost.read.picojoules(), 0.993777);
    // Of two banks.
    near(first.cost.leakage.value(), 2.0 * 0.155414e-6);
    near(first.cost.area.value(), 0.00243434);
    let two = MemoryFile::parse("out.csv", format!("# ports = 2\n{TABLE}").as_bytes()).unwrap();
    assert!(two.macros().iter().all(|made| made.ports == 2));
}

#[test]
fn what_is_no_plain_memory_or_not_whole_is_refused() {
    let run = |from: &str, to: &str| {
        let text = format!("# supply_v = 1.2\n{}", printed(256, 2, 0.001));
        assert!(text.contains(from));
        chain(&MemoryFile::parse("runs.txt", text.replace(from, to).as_bytes()).unwrap_err())
    };
    let table = |from: &str, to: &str| {
        assert!(TABLE.contains(from));
        chain(&MemoryFile::parse("out.csv", TABLE.replacen(from, to, 1).as_bytes()).unwrap_err())
    };
    let at = "run from line 11: ";
    for (found, expected) in [
        (
            run("Best Ndwl : 1", "Best Ntwl : 1"),
            format!("{at}a cache with tags, and no memory: run CACTI with -cache type \"ram\""),
        ),
        (run("direct mapped", "fully associative"), format!("{at}a cache with tags")),
        (
            run("Total dynamic write", "Total dynamic wrote"),
            format!("{at}Total dynamic write energy per access (nJ): missing"),
        ),
        (run("Cache height x width", "Cache area"), format!("{at}Cache height x width (mm): missing")),
        (
            run("0.0486868 x", "wide x"),
            format!("{at}Cache height x width (mm): \"wide\" is out of range: two numbers"),
        ),
        (run("Read ports: 0", "Read ports: 2"), format!("{at}ports: 3 is out of range: 1 or 2")),
        (
            run("Block size (bytes): 2", "Block size (bytes): 3"),
            format!("{at}256 bytes are no whole number of words of 24 bits"),
        ),
        (run("Block size (bytes): 2", "Block size (bytes): 0"), format!("{at}256 bytes are no whole number")),
        (run("# supply_v = 1.2\n", ""), "supply_v: missing".to_owned()),
        (
            table("# supply_v = 1.2\n", ""),
            "supply_v: missing; there are no defaults: say it in a line".to_owned(),
        ),
        (table("1, N/A, N/A, N/A, \n", "1, 2, 2, 50, \n"), "line 3: a cache with tags".to_owned()),
        (table("0.441, N/A", "0.441, 0.3"), "line 3: a cache with tags".to_owned()),
        (table("0.00364618, ", "x, "), "line 4: Dynamic write energy (nJ): \"x\"".to_owned()),
        (table("65, 512", "45, 512"), "line 4: node_nm is 45, at line 3 it is 65".to_owned()),
        (table("Area (mm2)", "Area"), "line 3: Area (mm2): missing".to_owned()),
    ] {
        assert!(found.contains(&expected), "{expected:?} is missing in {found}");
    }
}
