//! Times how long data take to be read, from files to values in memory: `cargo run --release -p apical-data --example reading --features
//! parquet,pictures -- WHAT ...`. `write FOLDER MNIST` writes the images of a folder with MNIST's files in every form.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use apical_data::{DataSource, Dataset, LoadOptions};

/// Times are of the fastest of so many.
const TIMES: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match &words[..] {
        [write, folder, mnist] if write == "write" => forms::write(Path::new(folder), mnist),
        paths => paths.iter().try_for_each(|path| time(path)),
    }
}

/// Files of one dataset are joined by a plus.
fn time(what: &str) -> Result<(), Box<dyn Error>> {
    let paths: Vec<String> = what.split('+').map(str::to_owned).collect();
    let source = DataSource::parse(&paths, None)?;
    let mut fastest = f64::INFINITY;
    let mut found = None;
    for _ in 0..TIMES {
        let start = Instant::now();
        let given = source.read(&LoadOptions::default())?;
        fastest = fastest.min(start.elapsed().as_secs_f64());
        found = Some(given);
    }
    let given = found.ok_or("nothing was read")?;
    let sets = [given.train, given.validation, given.test];
    let images: usize = sets.iter().flatten().map(Dataset::len).sum();
    let hash = sets.iter().flatten().next().map(|set| format!("{:02x?}", &set.hash()[..4]));
    println!("{fastest:8.3} s  {images:8} images  {}  {what}", hash.unwrap_or_default());
    Ok(())
}

mod forms {
    use super::*;

    pub(super) fn write(folder: &Path, mnist: &str) -> Result<(), Box<dyn Error>> {
        fs::create_dir_all(folder)?;
        let source = DataSource::parse(&[mnist.to_owned()], None)?;
        let set = source.read(&LoadOptions::default())?.train.ok_or("no training images")?;
        csv(&set, &folder.join("mnist.csv"))?;
        arrays(&set, folder)?;
        pictures(&set, &folder.join("pictures"))?;
        #[cfg(feature = "parquet")]
        parquet::write(&set, &folder.join("mnist.parquet"))?;
        Ok(())
    }

    fn csv(set: &Dataset, file: &Path) -> Result<(), Box<dyn Error>> {
        let mut to = BufWriter::new(File::create(file)?);
        let names: Vec<String> =
            (0..set.width() * set.height()).map(|pixel| format!("pixel{pixel}")).collect();
        writeln!(to, "label,{}", names.join(","))?;
        for (pixels, label) in images(set) {
            let pixels: Vec<String> = pixels.iter().map(u8::to_string).collect();
            writeln!(to, "{label},{}", pixels.join(","))?;
        }
        Ok(to.flush()?)
    }

    fn images(set: &Dataset) -> impl Iterator<Item = (&[u8], u8)> {
        set.pixels().chunks_exact(set.width() * set.height()).zip(set.labels().iter().copied())
    }

    fn npy(shape: &str, bytes: &[u8]) -> Vec<u8> {
        let mut header = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({shape}), }}");
        while (header.len() + 11) % 64 != 0 {
            header.push(' ');
        }
        header.push('\n');
        [b"\x93NUMPY\x01\x00", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), bytes].concat()
    }

    fn arrays(set: &Dataset, folder: &Path) -> Result<(), Box<dyn Error>> {
        let shape = format!("{}, {}, {}", set.len(), set.height(), set.width());
        fs::write(folder.join("images.npy"), npy(&shape, set.pixels()))?;
        fs::write(folder.join("labels.npy"), npy(&format!("{},", set.len()), set.labels()))?;
        apical_data::idx::write_images(File::create(folder.join("images.idx"))?, set)?;
        apical_data::idx::write_labels(File::create(folder.join("labels.idx"))?, set)?;
        Ok(())
    }

    fn pictures(set: &Dataset, folder: &Path) -> Result<(), Box<dyn Error>> {
        for (number, (pixels, label)) in images(set).enumerate() {
            let class = folder.join(label.to_string());
            fs::create_dir_all(&class)?;
            let to = BufWriter::new(File::create(class.join(format!("{number:05}.png")))?);
            let mut encoder = png::Encoder::new(to, set.width() as u32, set.height() as u32);
            encoder.set_color(png::ColorType::Grayscale);
            encoder.set_depth(png::BitDepth::Eight);
            encoder.write_header()?.write_image_data(pixels)?;
        }
        Ok(())
    }

    #[cfg(feature = "parquet")]
    mod parquet {
        use std::sync::Arc;

        use ::parquet::basic::Compression;
        use ::parquet::data_type::Int64Type;
        use ::parquet::file::properties::WriterProperties;
        use ::parquet::file::writer::SerializedFileWriter;
        use ::parquet::schema::parser::parse_message_type;

        use super::*;

        /// As pandas writes it: whole numbers of 64 bits, Snappy, one group of rows.
        pub(super) fn write(set: &Dataset, file: &Path) -> Result<(), Box<dyn Error>> {
            let each = set.width() * set.height();
            let columns: String = (0..each).map(|pixel| format!("required int64 pixel{pixel}; ")).collect();
            let schema = parse_message_type(&format!("message table {{ required int64 label; {columns} }}"))?;
            let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
            let mut writer =
                SerializedFileWriter::new(File::create(file)?, Arc::new(schema), Arc::new(properties))?;
            let mut group = writer.next_row_group()?;
            let mut put = |values: Vec<i64>| -> Result<(), Box<dyn Error>> {
                let mut column = group.next_column()?.ok_or("too many columns")?;
                column.typed::<Int64Type>().write_batch(&values, None, None)?;
                Ok(column.close()?)
            };
            put(set.labels().iter().map(|&label| label.into()).collect())?;
            for pixel in 0..each {
                put(set.pixels().iter().skip(pixel).step_by(each).map(|&value| value.into()).collect())?;
            }
            group.close()?;
            writer.close()?;
            Ok(())
        }
    }
}
