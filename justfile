# Shorthand for the commands of CONTRIBUTING.md; `just` lists them.

_default:
    @just --list

# Learn the built-in digits, with a live display.
train *arguments:
    cargo run --release -- train {{arguments}}

# Speed of each kernel.
bench *arguments:
    cargo run --release -- bench {{arguments}}

# Every suite, or one: `just test --only unit`.
test *arguments:
    cargo xtask test {{arguments}}

# The core on a Cortex-M4 and in WebAssembly.
nostd:
    cargo xtask nostd

# Write the golden vectors anew.
vectors:
    cargo xtask vectors

# The API's documentation.
docs:
    cargo doc --workspace --no-deps --all-features --open

# Format all sources, those outside the workspace too.
format:
    cargo fmt --all
    cargo fmt --manifest-path examples/firmware/Cargo.toml
    cargo fmt --manifest-path examples/wasm/Cargo.toml
    cargo fmt --manifest-path fuzz/Cargo.toml

# Install what the suites need, then run them all, as hosted CI does.
ci *arguments:
    .ci/run {{arguments}}
