//! The C header, compiled and run.

use std::fs;
use std::process::Command;

use apical_core::export::c_header;

use super::{any, tools};

const MAIN: &str = r#"
#include "model.h"
#include <stdio.h>
int main(void)
{
    static uint8_t pixels[DIGITS_INPUTS];
    int32_t potentials[DIGITS_CLASSES];
    while (fread(pixels, 1, sizeof pixels, stdin) == sizeof pixels) {
#ifdef DIGITS_BITS
        uint8_t bits[DIGITS_BIT_BYTES];
        digits_encode(pixels, bits);
        for (unsigned byte = 0; byte < DIGITS_BIT_BYTES; byte++) {
            printf("%02x", bits[byte]);
        }
        printf(" ");
#endif
        digits_potentials(pixels, potentials);
        for (int class = 0; class < DIGITS_CLASSES; class++) {
            printf("%ld ", (long)potentials[class]);
        }
        printf("%d\n", digits_infer(pixels));
    }
    return 0;
}
"#;

/// Static sanitizers, as there are: they find shifts, sums and accesses that C does not define.
pub(super) const UNDEFINED: [&str; 2] = ["-fsanitize=undefined", "-fno-sanitize-recover=all"];

#[test]
fn c_gives_the_potentials_and_winners_of_the_definition() {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    if !tools::is_there(&compiler, &["--version"], true) {
        return;
    }
    let sanitizes = sanitizes(&compiler, &UNDEFINED);
    for any::Case { name, state, images, expected } in any::cases() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("model.h"), c_header(&state, "digits").unwrap()).unwrap();
        fs::write(folder.path().join("main.c"), MAIN).unwrap();
        for flags in [&[][..], &UNDEFINED] {
            if !flags.is_empty() && !sanitizes {
                continue;
            }
            let strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-O1"];
            let mut compile = Command::new(&compiler);
            compile.args(strict).args(flags).args(["main.c", "-o", "main"]).current_dir(&folder);
            tools::run(&mut compile, b"");
            let found = tools::run(&mut Command::new(folder.path().join("main")), &images.concat());
            assert_eq!(found, expected, "{name} {flags:?}");
        }
    }
}

/// Whether the compiler has what flags call for, such as its sanitizer's library.
pub(super) fn sanitizes(compiler: &str, flags: &[&str]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("empty.c");
    fs::write(&source, "int main(void) { return 0; }\n").unwrap();
    let output = folder.path().join("empty");
    let arguments = [flags, &[source.to_str().unwrap(), "-o", output.to_str().unwrap()]].concat();
    tools::is_there(compiler, &arguments, true)
}

#[test]
fn names_that_c_does_not_allow_are_changed() {
    let state = any::state(&[4, 3, 2], "w4g8");
    let header = |name| c_header(&state, name).unwrap();
    assert!(header("digits").contains("uint8_t digits_infer("));
    assert!(header("my model-2").contains("uint8_t model_my_model_2_infer("));
    assert!(header("2nd").contains("#ifndef MODEL_2ND_H"));
    assert!(header("").contains("uint8_t model__infer("));
    assert!(header("*/ int x; /*").contains("model____int_x_____infer("));
}

#[test]
fn two_weights_of_up_to_4_bits_share_a_byte() {
    let mut state = any::state(&[2, 3, 2], "w4g8");
    state.network.layers[0].weights = vec![1, -1, 2, 3, 4, -8];
    let header = c_header(&state, "m").unwrap();
    assert!(header.contains("uint8_t m_layer1_weight[4] = {\n    241, 2, 67, 8,\n};"), "{header}");
    assert!(header.contains("#define M_SPECIFICATION_VERSION 1\n"));
}
