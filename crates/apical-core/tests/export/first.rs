//! Exports of networks that are of specification 1 keep their bytes.

use apical_core::export::{c_header, hex, npz, rust_source};

use super::any;

/// FNV-1a (RFC 9923) of some bytes.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash: u64, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// The same of source text, in which the version of this software does not count.
fn text_hash(text: &str) -> u64 {
    let version = concat!("apical-core ", env!("CARGO_PKG_VERSION"));
    assert!(text.contains(version));
    hash(text.replace(version, "apical-core").as_bytes())
}

/// Of each case of `any::CASES`: C, Rust, all files of memory images one after the other, NumPy.
const HASHES: [[u64; 4]; 6] = [
    [0xBA29_25D3_6426_94EE, 0xA2F1_DF0F_5C5E_0E90, 0x957B_67C4_5588_E22B, 0x52E3_69BC_D2BF_7C1A],
    [0x7052_B345_6182_BF1B, 0x1F3D_349A_BEC3_2228, 0xA482_BE3B_6061_BFCC, 0x63C8_83CC_45C1_54FE],
    [0xE3EC_3553_1869_0FC5, 0xC319_4B52_36F2_06C1, 0x56A8_E306_F713_DF87, 0x34FD_DE0B_A756_DBC4],
    [0x7162_89FA_6198_4795, 0xD049_D252_2007_A318, 0xF74A_97F5_BA6A_8B73, 0x5C86_F001_6CBE_1CFF],
    [0x4970_0878_A8FD_6367, 0xFCBD_3BFB_13DB_F2CB, 0x44CE_66CE_3BDB_CA5F, 0xED67_13EE_5C0B_F867],
    [0x27BD_246D_EEB4_603B, 0xEC24_91FF_F37D_1B62, 0xD46A_A6C4_6BD1_CD32, 0x9ED9_D417_DCC4_FCE1],
];

#[test]
fn exports_of_specification_1_keep_their_bytes() {
    let found = any::CASES.map(|(layers, format)| {
        let state = any::state(layers, format);
        let files = hex(&state).unwrap();
        let files: Vec<u8> =
            files.into_iter().flat_map(|(name, bytes)| [name.into_bytes(), bytes].concat()).collect();
        [
            text_hash(&c_header(&state, "digits").unwrap()),
            text_hash(&rust_source(&state).unwrap()),
            hash(&files),
            hash(&npz(&state).unwrap()),
        ]
    });
    assert_eq!(found, HASHES, "{found:#018X?}");
}
