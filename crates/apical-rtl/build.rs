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
    for name in [tool::VARIABLE, tool::SOURCES, "APICAL_RTL_PACKAGE", "VERILATOR_ROOT", "PATH"] {
        println!("cargo:rerun-if-env-changed={name}");
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
    let bundles = tool::bundle(&translation.generated, &work, 1)?;

    let mut build = cc::Build::new();
    build.cpp(true).std("c++17").warnings(false).flag_if_supported("-fno-gnu-unique");
    // Also in builds without optimisation, which would simulate ten times as slowly; more makes it hardly quicker.
    build.opt_level(1).debug(false).define("VM_TRACE", "0").define("VM_SC", "0").define("VM_COVERAGE", "0");
    for name in tool::DEFINES {
        build.define(name, None);
    }
    build.include(&work).includes(verilator.includes());
    build.files(bundles).files(translation.runtime).file(this.join("shim/shim.cpp"));
    build.try_compile("apical_rtl").map_err(|error| error.to_string())?;
    println!("cargo:rustc-cfg=apical_verilated");
    let kept = work.join("apical_package.sv");
    std::fs::copy(&package, &kept).map_err(|error| format!("{}: {error}", kept.display()))?;
    println!("cargo:rustc-env=APICAL_RTL_BUILT_PACKAGE={}", kept.display());
    Ok(())
}
