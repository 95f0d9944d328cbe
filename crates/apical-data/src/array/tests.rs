mod npy;
mod npz;
pub(crate) mod write;
