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
        digits_potentials(pixels, potentials);
        for (int class = 0; class < DIGITS_CLASSES; class++) {
            printf("%ld ", (long)potentials[class]);
        }
        printf("%d\n", digits_infer(pixels));
    }
    return 0;
}
"#;

#[test]
fn c_gives_the_potentials_and_winners_of_the_definition() {
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
    if !tools::is_there(&compiler, &["--version"], true) {
        return;
    }
    for (layers, format) in any::CASES {
        let (state, images, expected) = any::case(layers, format);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("model.h"), c_header(&state, "digits").unwrap()).unwrap();
        fs::write(folder.path().join("main.c"), MAIN).unwrap();
        let program = folder.path().join("main");
        let strict = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-O1"];
        tools::run(
            Command::new(&compiler).args(strict).arg("main.c").arg("-o").arg(&program).current_dir(&folder),
            b"",
        );
        let found = tools::run(&mut Command::new(&program), &images.concat());
        assert_eq!(found, expected, "{layers:?} {format}");
    }
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
