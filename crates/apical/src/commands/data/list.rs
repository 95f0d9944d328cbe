//! `apical data list`

use std::path::PathBuf;

use apical_data::{NamedSet, folder_at_hand};
use apical_report::{Align, Table};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{self, FORMAT_VERSION};

/// List the datasets that have names, and where they are
#[derive(Debug, clap::Args)]
pub(crate) struct ListArguments {
    /// Folder with the files of a named dataset
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct DatasetListReport {
    format_version: u32,
    data_sets: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    name: &'static str,
    contents: &'static str,
    /// The folder with its files; null where there is none, and for what needs none.
    folder: Option<String>,
    available: bool,
}

pub(super) fn run(arguments: &ListArguments) -> Result<(), Failure> {
    let mut entries = vec![Entry {
        name: "builtin",
        contents: "10,000 + 2,000 digits drawn by this program",
        folder: None,
        available: true,
    }];
    for set in NamedSet::ALL {
        let folder = folder_at_hand(set, arguments.data_dir.as_deref());
        entries.push(Entry {
            name: set.name(),
            contents: set.contents(),
            available: folder.is_some(),
            folder: folder.map(|folder| folder.display().to_string()),
        });
    }
    if arguments.json {
        return output::print_json(&DatasetListReport { format_version: FORMAT_VERSION, data_sets: entries });
    }
    let mut table = Table::new(&[("name", Align::Left), ("contents", Align::Left), ("where", Align::Left)]);
    for entry in entries {
        let location = match (entry.available, entry.folder) {
            (true, Some(folder)) => folder,
            (true, None) => "in this program".to_owned(),
            (false, _) => format!("not here: {} data fetch {}", output::program_that_fetches(), entry.name),
        };
        table.row([entry.name.to_owned(), entry.contents.to_owned(), location]);
    }
    output::print(&table.to_string())
}
