//! Every parser of the project, fed with bytes from anywhere.
//!
//! A target is a function that takes bytes and must neither panic, nor hang, nor take memory that the bytes do not
//! justify; what it accepts must also be consistent. libFuzzer calls it from `fuzz_targets/`; the stable toolchain
//! calls it from `tests/` on inputs that [`mutate`] makes from valid ones.

pub mod mutate;
mod seeds;
pub mod targets;

#[cfg(fuzzing)]
pub use libfuzzer_sys;

/// A parser under test.
pub struct Target {
    /// Name, also that of the program in `fuzz_targets/`.
    pub name: &'static str,
    /// Tries one input.
    pub run: fn(&[u8]),
    /// Valid inputs to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

/// All targets.
pub const TARGETS: [Target; 30] = [
    Target { name: "snapshot", run: targets::snapshot, seeds: seeds::snapshot },
    Target { name: "snapshot_header", run: targets::snapshot_header, seeds: seeds::snapshot_header },
    Target { name: "hex", run: targets::hex, seeds: seeds::hex },
    Target { name: "vectors", run: targets::vectors, seeds: seeds::vectors },
    Target { name: "idx_images", run: targets::idx_images, seeds: seeds::idx_images },
    Target { name: "idx_labels", run: targets::idx_labels, seeds: seeds::idx_labels },
    Target { name: "idx_any", run: targets::idx_any, seeds: seeds::idx_any },
    Target { name: "npy", run: targets::npy, seeds: seeds::npy },
    Target { name: "npz", run: targets::npz, seeds: seeds::npz },
    Target { name: "table", run: targets::table, seeds: seeds::table },
    Target { name: "parquet", run: targets::parquet, seeds: seeds::parquet },
    Target { name: "picture", run: targets::picture, seeds: seeds::picture },
    Target { name: "webp", run: targets::webp, seeds: seeds::webp },
    Target { name: "tiff", run: targets::tiff, seeds: seeds::tiff },
    Target { name: "gif", run: targets::gif, seeds: seeds::gif },
    Target { name: "pnm", run: targets::pnm, seeds: seeds::pnm },
    Target { name: "labels", run: targets::labels, seeds: seeds::labels },
    Target { name: "text", run: targets::text, seeds: seeds::text },
    Target { name: "front_end", run: targets::front_end, seeds: seeds::front_end },
    Target { name: "preset", run: targets::preset, seeds: seeds::preset },
    Target { name: "setting", run: targets::setting, seeds: seeds::setting },
    Target { name: "technology", run: targets::technology, seeds: seeds::technology },
    Target { name: "memories", run: targets::memories, seeds: seeds::memories },
    Target { name: "arrivals", run: targets::arrivals, seeds: seeds::arrivals },
    Target { name: "liberty", run: targets::liberty, seeds: seeds::liberty },
    Target { name: "saif", run: targets::saif, seeds: seeds::saif },
    Target { name: "netlist", run: targets::netlist, seeds: seeds::netlist },
    Target { name: "plan", run: targets::plan, seeds: seeds::plan },
    Target { name: "request", run: targets::request, seeds: seeds::request },
    Target { name: "upload", run: targets::upload, seeds: seeds::upload },
];

/// The program of a target: libFuzzer's under cargo-fuzz, otherwise one that tries the files it is given.
#[macro_export]
macro_rules! fuzz_main {
    ($target:ident) => {
        #[cfg(fuzzing)]
        use $crate::libfuzzer_sys;

        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| $crate::targets::$target(data));

        #[cfg(not(fuzzing))]
        fn main() {
            $crate::replay($crate::targets::$target);
        }
    };
}

/// Tries the files named on the command line, such as one that libFuzzer left in `artifacts/`.
pub fn replay(run: fn(&[u8])) {
    for path in std::env::args_os().skip(1) {
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        run(&bytes);
        println!("{}: {} bytes, passed", path.display(), bytes.len());
    }
}
