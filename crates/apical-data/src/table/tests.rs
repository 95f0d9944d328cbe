mod images;
mod kinds;
mod labels;
mod marks;
mod properties;
mod shared;
mod sparse;
