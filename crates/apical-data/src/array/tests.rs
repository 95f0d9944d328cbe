mod npy;
mod npz;
mod write;
