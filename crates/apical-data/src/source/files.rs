//! Datasets that are one, two or four files.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::idx_files::read_pair;
use super::numbers::{self, Numbers};
use super::{Given, LoadOptions, numbered};
use crate::array::{ArrayLabels, Arrays, Element, Samples, Tensor, npy_shape, read_npy, read_npz};
use crate::labelled::{Parts, datasets};
use crate::role::Role;
use crate::stream::Content;
use crate::{DataError, idx};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An IDX file of images of bytes, of which copies of MNIST consist.
    IdxImages,
    /// An IDX file of labels that are bytes.
    IdxLabels,
    /// An array of images or features.
    Images,
    /// An array of labels.
    Labels,
    /// Several arrays.
    Archive,
    Table,
}

/// Reads files that make a dataset together.
pub(super) fn read_files(paths: &[PathBuf], options: &LoadOptions) -> Result<Given, DataError> {
    let kinds: Vec<(Kind, &Path)> =
        paths.iter().map(|path| Ok((kind(path)?, path.as_path()))).collect::<Result<_, DataError>>()?;
    let of = |wanted: &[Kind]| -> Vec<(Role, &Path)> {
        in_order(kinds.iter().filter(|(kind, _)| wanted.contains(kind)).map(|(_, path)| *path).collect())
    };
    let images = of(&[Kind::IdxImages, Kind::Images]);
    let labels = of(&[Kind::IdxLabels, Kind::Labels]);
    let (tables, archives) = (of(&[Kind::Table]), of(&[Kind::Archive]));
    let name = paths.iter().map(|path| display(path)).collect::<Vec<_>>().join(" ");
    let bytes = kinds.iter().all(|(kind, _)| matches!(kind, Kind::IdxImages | Kind::IdxLabels));
    let mut given = match (&images[..], &labels[..], &tables[..], &archives[..]) {
        ([(_, only)], [], [], []) => return Err(DataError::Unlabelled { file: (*only).to_owned() }),
        ([], [], [_] | [_, _], []) => read_tables(&tables, name, options)?,
        ([], [], [], [(_, archive)]) => read_archive(archive, name, options)?,
        ([_], [_], [], []) | ([_, _], [_, _], [], []) => read_pairs(&images, &labels, bytes, name, options)?,
        _ => {
            let problem = format!(
                "{} files of images or features, {} of labels, {} tables and {} archives do not make a dataset; these do: one \
                 or two tables, one or two pairs of a file of images and one of labels, or one archive (.npz)",
                images.len(),
                labels.len(),
                tables.len(),
                archives.len()
            );
            return Err(DataError::Arguments { problem });
        }
    };
    // Where there is a choice.
    let parts = if tables.is_empty() { images } else { tables };
    if parts.len() > 1 {
        let taken = |(role, file): &(Role, &Path)| {
            format!("{} is taken for the {} images", display(file), role.name())
        };
        given.notes.extend(parts.iter().map(taken));
    }
    Ok(given)
}

/// Files of images with their files of labels; `bytes`: all of them are IDX files of bytes.
fn read_pairs(
    images: &[(Role, &Path)],
    labels: &[(Role, &Path)],
    bytes: bool,
    name: String,
    options: &LoadOptions,
) -> Result<Given, DataError> {
    let pairs = images.iter().zip(labels);
    if bytes {
        let mut parts: Parts = [const { None }; 3];
        for ((role, images), (_, labels)) in pairs {
            parts[*role as usize] = Some((read_pair(images, labels)?.set, display(images)));
        }
        return Ok(numbered(datasets(parts, options.classes)?, name));
    }
    let mut parts = [const { None }; 3];
    for ((role, images), (_, labels)) in pairs {
        parts[*role as usize] = Some(read_arrays(images, labels, options)?);
    }
    numbers::dataset(parts, name, options)
}

/// A table, or an array of images or features, of which labels are not needed; `None` if it is something else.
pub(super) fn unlabelled(file: &Path, options: &LoadOptions) -> Result<Option<Numbers>, DataError> {
    match kind(file)? {
        Kind::Table => Numbers::table_without_labels(file, options).map(Some),
        Kind::Images | Kind::IdxImages => {
            let samples = Samples::new(read_array(file)?, None);
            let samples = samples.map_err(|source| DataError::Array { file: file.to_owned(), source })?;
            Numbers::array(file, samples, options).map(Some)
        }
        Kind::Archive => {
            // Its test images, else those of which nothing tells the part, as where there are labels.
            let mut arrays = open_archive(file)?;
            let order = [Some(Role::Test), None, Some(Role::Validation), Some(Role::Train)];
            let samples = order.into_iter().find_map(|role| arrays.take(role));
            let unlabelled = samples.filter(|samples| !samples.are_labelled());
            unlabelled.map(|samples| Numbers::array(file, samples, options)).transpose()
        }
        _ => Ok(None),
    }
}

fn open_archive(file: &Path) -> Result<Arrays, DataError> {
    let unreadable = |source| DataError::Read { path: file.to_owned(), source };
    let opened = std::io::BufReader::new(File::open(file).map_err(unreadable)?);
    read_npz(opened).map_err(|source| DataError::Array { file: file.to_owned(), source })
}

fn read_tables(tables: &[(Role, &Path)], name: String, options: &LoadOptions) -> Result<Given, DataError> {
    let mut parts: [Option<Numbers>; 3] = [const { None }; 3];
    let mut first = None;
    for (role, file) in tables {
        // The second is read as the first was.
        let like = first.and_then(|first: usize| parts[first].as_ref());
        let part = Numbers::table(file, options, like)?;
        first.get_or_insert(*role as usize);
        parts[*role as usize] = Some(part);
    }
    numbers::dataset(parts, name, options)
}

fn read_archive(file: &Path, name: String, options: &LoadOptions) -> Result<Given, DataError> {
    let mut arrays = open_archive(file)?;
    let mut part = |roles: &[Option<Role>]| {
        let samples = roles.iter().find_map(|role| arrays.take(*role));
        samples.map(|samples| Numbers::array(file, samples, options)).transpose()
    };
    let parts =
        [part(&[Some(Role::Train), None])?, part(&[Some(Role::Validation)])?, part(&[Some(Role::Test)])?];
    let mut given = numbers::dataset(parts, name, options)?;
    if options.class_names.is_none()
        && let Some(names) = arrays.class_names
        && names.len() == given.class_names.len()
    {
        given.class_names = names;
    }
    if !arrays.passed_over.is_empty() {
        given.notes.push(format!("{}: passed over: {}", display(file), arrays.passed_over.join(", ")));
    }
    Ok(given)
}

fn read_arrays(images: &Path, labels: &Path, options: &LoadOptions) -> Result<Numbers, DataError> {
    let labels_array = ArrayLabels::new(&read_array(labels)?)
        .map_err(|source| DataError::Array { file: labels.to_owned(), source })?;
    let samples = Samples::new(read_array(images)?, Some(labels_array))
        .map_err(|source| DataError::Array { file: images.to_owned(), source })?;
    Numbers::array(images, samples, options)
}

/// An `.npy` or IDX file.
fn read_array(file: &Path) -> Result<Tensor, DataError> {
    let unreadable = |source| DataError::Read { path: file.to_owned(), source };
    let (mut content, at_most) = Content::open(file).map_err(unreadable)?;
    let mut start = Vec::new();
    content.by_ref().take(4).read_to_end(&mut start).map_err(unreadable)?;
    let whole = start.chain(content);
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let tensor = if idx::recognise(&start).is_some() {
        idx::read_tensor(whole, &name, at_most)
    } else {
        read_npy(whole, &name, at_most)
    };
    tensor.map_err(|source| DataError::Array { file: file.to_owned(), source })
}

fn display(path: &Path) -> String {
    path.display().to_string()
}

/// Files of a kind with their roles, in the order training, validation, test: by name if the names tell, otherwise in the order in which
/// they were given. A shell lists `mnist_test.csv` before `mnist_train.csv`, so order alone is not enough.
fn in_order(files: Vec<&Path>) -> Vec<(Role, &Path)> {
    match files[..] {
        [only] => vec![(Role::of_file(only).unwrap_or(Role::Train), only)],
        [first, second] => {
            let ordered = roles([first, second]);
            ordered.unwrap_or([(Role::Train, first), (Role::Test, second)]).to_vec()
        }
        _ => files.into_iter().map(|file| (Role::Train, file)).collect(),
    }
}

/// What two files are, if their names tell: the training file first, and what the other one is.
pub(super) fn roles(files: [&Path; 2]) -> Option<[(Role, &Path); 2]> {
    let [first, second] = files;
    let pair = match files.map(Role::of_file) {
        [Some(Role::Train), None] => [(Role::Train, first), (Role::Test, second)],
        [None, Some(Role::Train)] => [(Role::Train, second), (Role::Test, first)],
        [None, Some(role)] => [(Role::Train, first), (role, second)],
        [Some(role), None] => [(Role::Train, second), (role, first)],
        [Some(one), Some(other)] if one < other => [(one, first), (other, second)],
        [Some(one), Some(other)] if one > other => [(other, second), (one, first)],
        _ => return None,
    };
    Some(pair)
}

/// What a file is, by its first bytes.
fn kind(file: &Path) -> Result<Kind, DataError> {
    let unreadable = |source| DataError::Read { path: file.to_owned(), source };
    let (content, _) = Content::open(file).map_err(unreadable)?;
    let mut start = Vec::new();
    content.take(6).read_to_end(&mut start).map_err(unreadable)?;
    match idx::recognise(&start) {
        Some((Element::Unsigned(1), 3)) => return Ok(Kind::IdxImages),
        Some((Element::Unsigned(1), 1)) => return Ok(Kind::IdxLabels),
        Some((_, 1)) => return Ok(Kind::Labels),
        Some(_) => return Ok(Kind::Images),
        None => {}
    }
    let problem = match &start[..] {
        [0, 0, ..] => {
            "it starts like an IDX file, but has no type of elements or number of dimensions (1 to 4) of such a file"
        }
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, ..] | [b'B', b'M', ..] | [b'G', b'I', b'F', b'8', ..] => {
            "it is a single picture; pictures make a dataset as a folder with a sub-folder for each class"
        }
        [0x93, b'N', b'U', b'M', b'P', b'Y'] => {
            let (content, _) = Content::open(file).map_err(unreadable)?;
            let shape = npy_shape(content, "it")
                .map_err(|source| DataError::Array { file: file.to_owned(), source })?;
            return Ok(if shape.len() == 1 { Kind::Labels } else { Kind::Images });
        }
        [b'P', b'K', 3, 4, ..] if has_extension(file, "npz") => return Ok(Kind::Archive),
        _ => match other_kind(file, &start) {
            Some(problem) => problem,
            None => return Ok(Kind::Table),
        },
    };
    Err(DataError::Unrecognised { path: file.to_owned(), problem: problem.to_owned() })
}

/// Whether a file is one of labels alone.
pub(super) fn holds_labels(file: &Path) -> Result<bool, DataError> {
    Ok(matches!(kind(file)?, Kind::IdxLabels | Kind::Labels))
}

/// Files that people have, how they begin or are called, and what helps.
const OTHERS: [(&[u8], &[&str], &str); 13] = [
    (b"PK\x03\x04", &["xlsx", "xlsm", "ods", "numbers"], "it is a spreadsheet: save the sheet as CSV"),
    (b"PK\x03\x04", &["pt", "pth"], PYTORCH),
    (b"PK\x03\x04", &[], "it is a ZIP archive: unpack it first"),
    (b"\xd0\xcf\x11\xe0", &[], "it is an old spreadsheet or document: save the sheet as CSV"),
    (
        b"\x89HDF",
        &[],
        "it is HDF5: save its arrays with numpy.savez(FILE.npz, x=..., y=...) (h5py reads them)",
    ),
    (b"MATLAB", &[], MATLAB),
    (b"\x80\x02", &["pt", "pth"], PYTORCH),
    (
        b"\x80",
        &[],
        "it is a pickle of Python: save its arrays with numpy.savez(FILE.npz, x=..., y=...), a table with to_csv",
    ),
    (b"ARROW1", &[], "it is Arrow (Feather): save it as CSV or Parquet"),
    (b"SQLite", &[], "it is a database: export the table as CSV"),
    (b"%PDF", &[], "it is a PDF: export its table as CSV"),
    (b"BZh", &[], "it is packed with bzip2: unpack it first (bunzip2)"),
    (b"\xfd7zXZ", &[], "it is packed with xz: unpack it first (unxz)"),
];
const PYTORCH: &str =
    "it holds tensors of PyTorch: save them with numpy.savez(FILE.npz, x=images.numpy(), y=labels.numpy())";
const MATLAB: &str =
    "it is of MATLAB: save its matrix with writematrix(x, \"FILE.csv\"), the label in a column of it";

/// What a file is that is not read, and what helps.
fn other_kind(file: &Path, start: &[u8]) -> Option<&'static str> {
    let is = |ends: &[&str]| ends.is_empty() || ends.iter().any(|end| has_extension(file, end));
    // Of pickles, the second byte is the version of the form.
    let begins =
        |begin: &[u8]| start.starts_with(begin) && (begin != b"\x80" || matches!(start.get(1), Some(2..=5)));
    let found = OTHERS.iter().find(|(begin, ends, _)| begins(begin) && is(ends));
    found.map(|(.., problem)| *problem)
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// How names of files end that are tables or archives of arrays.
const TABLES: [&str; 9] =
    [".csv", ".csv.gz", ".tsv", ".tsv.gz", ".arff", ".libsvm", ".svm", ".parquet", ".npz"];

/// Whether a file in a folder is taken for a table or an archive of arrays.
pub(crate) fn is_table(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    TABLES.iter().any(|end| name.ends_with(end)) && !name.starts_with('.') && path.is_file()
}

/// The CSV files of a folder, sorted by name.
pub(super) fn csv_files_in(folder: &Path) -> Result<Vec<PathBuf>, DataError> {
    let unreadable = |source| DataError::Read { path: folder.to_owned(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if is_table(&path) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
