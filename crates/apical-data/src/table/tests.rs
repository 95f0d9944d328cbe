mod images;
mod kinds;
mod labels;
mod properties;
mod shared;
mod sparse;
