//! A compiled model: its table of functions, and instances of it.

#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::Path;
use std::sync::Arc;

use crate::RtlError;
use crate::simulator::{Inputs, Outputs, Simulator};

/// As in `shim/shim.cpp`.
const INTERFACE_VERSION: u32 = 2;
const ENTRY: &[u8] = b"apical_rtl_interface\0";

/// The shim's table.
#[derive(Clone, Copy)]
#[repr(C)]
struct Interface {
    version: u32,
    create: unsafe extern "C" fn(*const c_char) -> *mut c_void,
    destroy: unsafe extern "C" fn(*mut c_void),
    error: unsafe extern "C" fn(*mut c_void) -> *const c_char,
    settle: unsafe extern "C" fn(*mut c_void, *const Inputs, *const u8, *mut Outputs) -> c_int,
    rise: unsafe extern "C" fn(*mut c_void) -> c_int,
    pixel_bytes: unsafe extern "C" fn(*mut c_void) -> u32,
}

/// A compiled model, of which any number of processors can be made.
#[derive(Clone)]
pub struct Library {
    interface: Interface,
    package: Arc<str>,
    /// Keeps the code in memory.
    _object: Option<Arc<libloading::Library>>,
}

impl Library {
    /// The model that was compiled with this crate.
    ///
    /// # Errors
    /// If Verilator was missing then; says what to install.
    pub fn preset() -> Result<Self, RtlError> {
        built_in()
    }

    /// Loads a shared object made by [`Libraries`](super::Libraries).
    pub(super) fn load(object: &Path, package: &str) -> Result<Self, RtlError> {
        let failed = |error: libloading::Error| RtlError::Simulator(format!("{}: {error}", object.display()));
        // SAFETY: the file was compiled by this crate from its shim and from Verilator's output; its only
        // initialisers are those of the C++ standard library and of Verilator's run-time library.
        let library = unsafe { libloading::Library::new(object) }.map_err(failed)?;
        // SAFETY: the shim defines the function with this type.
        let entry =
            unsafe { library.get::<unsafe extern "C" fn() -> *const Interface>(ENTRY) }.map_err(failed)?;
        // SAFETY: it takes nothing and returns the address of a constant.
        let table = unsafe { entry() };
        // SAFETY: null, or the shim's constant, which lives as long as the library, which is kept.
        let interface = unsafe { checked(table) }?;
        Ok(Self { interface, package: package.into(), _object: Some(Arc::new(library)) })
    }

    /// The package that the model was compiled with.
    #[must_use]
    pub fn package(&self) -> &str {
        &self.package
    }

    /// A processor that has just been switched on. `wave`: a file for its waves, if the model records them.
    ///
    /// # Errors
    /// If there is no memory for it, or no waves can be recorded into the file.
    pub(crate) fn simulator(&self, wave: Option<&Path>) -> Result<Box<dyn Simulator>, RtlError> {
        let path = wave.map(|wave| CString::new(wave.to_string_lossy().as_bytes()));
        let path = path.transpose().map_err(|_| RtlError::Answer("a path with a zero byte".into()))?;
        let pointer = path.as_ref().map_or(std::ptr::null(), |path| path.as_ptr());
        // SAFETY: the pointer is null or a string that ends in zero and outlives the call.
        let handle = unsafe { (self.interface.create)(pointer) };
        if handle.is_null() {
            let what = wave.map_or("cannot be made".into(), |wave| {
                format!("cannot record waves into {}", wave.display())
            });
            return Err(RtlError::Simulator(what));
        }
        // SAFETY: the handle is of this library.
        let bytes = unsafe { (self.interface.pixel_bytes)(handle) } as usize;
        Ok(Box::new(Model { handle, library: self.clone(), pixels: vec![0; bytes] }))
    }
}

/// # Safety
/// The pointer is null or points to a table that outlives the process's use of it.
unsafe fn checked(table: *const Interface) -> Result<Interface, RtlError> {
    if table.is_null() {
        return Err(RtlError::Simulator("no table of functions".into()));
    }
    // SAFETY: not null; the version comes first in every version of the table.
    let version = unsafe { std::ptr::addr_of!((*table).version).read() };
    if version != INTERFACE_VERSION {
        return Err(RtlError::Simulator(format!("interface {version}, {INTERFACE_VERSION} expected")));
    }
    // SAFETY: of this version, so of this layout.
    Ok(unsafe { table.read() })
}

#[cfg(apical_verilated)]
fn built_in() -> Result<Library, RtlError> {
    unsafe extern "C" {
        fn apical_rtl_interface() -> *const Interface;
    }
    // SAFETY: the build script links the shim, which defines it; it returns the address of a constant.
    let interface = unsafe { checked(apical_rtl_interface()) }?;
    Ok(Library { interface, package: include_str!(env!("APICAL_RTL_BUILT_PACKAGE")).into(), _object: None })
}

#[cfg(not(apical_verilated))]
fn built_in() -> Result<Library, RtlError> {
    let reason = option_env!("APICAL_RTL_MISSING").unwrap_or("Verilator was missing");
    Err(RtlError::Tool(format!("this program was built without the RTL: {reason}; then build it again")))
}

/// An instance of a model.
struct Model {
    handle: *mut c_void,
    library: Library,
    /// As wide as the port.
    pixels: Vec<u8>,
}

// SAFETY: an instance shares nothing with another one: it has a context of its own, and is used by one thread at a time.
unsafe impl Send for Model {}

impl Model {
    fn checked(&self, code: c_int) -> Result<(), RtlError> {
        if code == 0 {
            return Ok(());
        }
        // SAFETY: the handle is of this library; the string lives until the next call.
        let message = unsafe { CStr::from_ptr((self.library.interface.error)(self.handle)) };
        Err(RtlError::Simulator(message.to_string_lossy().into_owned()))
    }
}

impl Simulator for Model {
    fn settle(&mut self, inputs: &Inputs, pixels: Option<&[u8]>) -> Result<Outputs, RtlError> {
        let pointer = match pixels {
            None => std::ptr::null(),
            Some(group) => {
                let count = group.len().min(self.pixels.len());
                self.pixels[..count].copy_from_slice(&group[..count]);
                self.pixels[count..].fill(0);
                self.pixels.as_ptr()
            }
        };
        let mut outputs = Outputs::default();
        // SAFETY: the handle is of this library; inputs and outputs have the shim's layout (`bool` is a byte of 0 or 1);
        // the pixels are null or as many bytes as the port has.
        let code = unsafe { (self.library.interface.settle)(self.handle, inputs, pointer, &raw mut outputs) };
        self.checked(code)?;
        Ok(outputs)
    }

    fn rise(&mut self) -> Result<(), RtlError> {
        // SAFETY: the handle is of this library.
        let code = unsafe { (self.library.interface.rise)(self.handle) };
        self.checked(code)
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        // SAFETY: the handle is of this library, and is not used again.
        unsafe { (self.library.interface.destroy)(self.handle) }
    }
}
