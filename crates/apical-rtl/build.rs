//! With the feature `verilator`: compiles the RTL, with the parameters of the preset, into the crate. Where Verilator
//! is missing a warning says so, and the crate says so again when it is asked for a processor.

#[cfg(feature = "verilator")]
#[path = "src/verilated/tool.rs"]
#[allow(dead_code)]
mod tool;

fn main() {
    println!("cargo:rustc-check-cfg=cfg(apical_verilated)");
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "verilator")]
    if let Err(message) = compile() {
        let line = message.lines().collect::<Vec<_>>().join(" ");
        println!("cargo:warning=the RTL is not compiled: {line}");
        println!("cargo:rustc-env=APICAL_RTL_MISSING={line}");
    }
}

#[cfg(feature = "verilator")]
fn compile() -> Result<(), String> {
    use std::path::PathBuf;

    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).ok_or(format!("{name} is not set"));
    let this = variable("CARGO_MANIFEST_DIR")?;
    let out = variable("OUT_DIR")?;
    for name in [tool::VARIABLE, tool::SOURCES, "APICAL_RTL_PACKAGE", "APICAL_RTL_BUILD", "VERILATOR_ROOT"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    if std::env::var_os("APICAL_RTL_BUILD").is_some_and(|value| value == "none") {
        println!("cargo:rustc-env=APICAL_RTL_MISSING=APICAL_RTL_BUILD was none: unset it");
        return Ok(());
    }
    let folder = tool::source_folder(&this);
    let package = std::env::var_os("APICAL_RTL_PACKAGE")
        .map_or_else(|| this.join("rtl/generated/apical_package.sv"), PathBuf::from);
    for path in [&folder, &package, &this.join("shim/shim.cpp")] {
        println!("cargo:rerun-if-changed={}", path.display());
    }
    let package =
        std::fs::canonicalize(&package).map_err(|error| format!("{}: {error}", package.display()))?;
    let sources = tool::files(&folder, "sv")?;
    let verilator = tool::Verilator::find()?;
    let work = out.join("verilated");
    let _ = std::fs::remove_dir_all(&work);
    std::fs::create_dir_all(&work).map_err(|error| format!("{}: {error}", work.display()))?;
    let translation = verilator.translate(&package, &sources, &work, tool::Recording::None)?;
    let bundles = tool::bundle(&translation.generated, &work, 4)?;
    // The same in every profile: without optimisation it would simulate ten times as slowly, and more makes it hardly
    // quicker. What runs once is not worth the compiler's time.
    let build = |name: &str, level: u32, files: Vec<PathBuf>| {
        let mut build = cc::Build::new();
        build.cpp(true).std("c++17").warnings(false).flag_if_supported("-fno-gnu-unique");
        build.opt_level(level).debug(false);
        for name in ["VM_TRACE", "VM_SC", "VM_COVERAGE"] {
            build.define(name, "0");
        }
        for name in tool::DEFINES {
            build.define(name, None);
        }
        build.include(&work).includes(verilator.includes()).files(files);
        build.try_compile(name).map_err(|error| error.to_string())
    };
    // What uses comes before what is used.
    build("apical_rtl_shim", 1, vec![this.join("shim/shim.cpp")])?;
    build("apical_rtl_slow", 0, bundles.slow)?;
    build("apical_rtl_fast", 1, bundles.fast)?;
    build("apical_rtl_runtime", 1, translation.runtime)?;
    for name in ["shim", "slow", "fast", "slow", "runtime"] {
        println!("cargo:rustc-link-lib=static=apical_rtl_{name}");
    }
    println!("cargo:rustc-cfg=apical_verilated");
    let kept = work.join("apical_package.sv");
    std::fs::copy(&package, &kept).map_err(|error| format!("{}: {error}", kept.display()))?;
    println!("cargo:rustc-env=APICAL_RTL_BUILT_PACKAGE={}", kept.display());
    Ok(())
}
