// SPDX-License-Identifier: AGPL-3.0-or-later
//! The subject interface, version 1.6, as perfharness/subject.h declares it: same names, same
//! order. What each member means stands there.

use std::ffi::{c_char, c_void};
use std::mem::offset_of;

pub const ABI_MAJOR: u32 = 1;
pub const ABI_MINOR: u32 = 7;

pub const OK: i32 = 0;
pub const FAILED: i32 = -1;

pub const DECODE_TEXT: u32 = 1 << 0;
pub const DECODE_ZONED: u32 = 1 << 1;
pub const DECODE_PACKED: u32 = 1 << 2;
pub const DECODE_RECORDS: u32 = 1 << 3;
pub const DECODE_FILE: u32 = 1 << 4;
pub const ENCODE_TEXT: u32 = 1 << 5;
pub const ENCODE_ZONED: u32 = 1 << 6;
pub const ENCODE_PACKED: u32 = 1 << 7;
pub const DECODE_FILE_THREADS: u32 = 1 << 8;
pub const DECODE_DESCRIPTOR: u32 = 1 << 9;
pub const ENCODE_DESCRIPTOR: u32 = 1 << 10;
pub const ENCODE_RECORDS: u32 = 1 << 11;
pub const ENCODE_FILE: u32 = 1 << 12;

pub const COLUMN_SIGNED: u32 = 1 << 0;
pub const COLUMN_SIGN_LEADING: u32 = 1 << 1;
pub const COLUMN_SIGN_SEPARATE: u32 = 1 << 2;
pub const COLUMN_BLANK_WHEN_ZERO: u32 = 1 << 3;
pub const COLUMN_PASS_CONTROLS: u32 = 1 << 4;
pub const COLUMN_STREAMED: u32 = 1 << 5;

pub const RECORD_FORMAT_FIXED: u32 = 1;
pub const RECORD_FORMAT_RDW: u32 = 2;

pub const FLOAT_HEXADECIMAL: u32 = 1;
pub const FLOAT_IEEE: u32 = 2;

pub const LINES_COPYBOOK_RS: u32 = 2;

pub const CONTROLS_ERROR: u32 = 1;
pub const CONTROLS_REPLACE: u32 = 2;

pub const REDEFINES_ALL: u32 = 1;

pub const BYTE_UNKNOWN: u64 = u64::MAX;

pub const ERROR_OUTPUT_FULL: &str = "PH_OUTPUT_FULL";
pub const ERROR_UNSUPPORTED: &str = "PH_UNSUPPORTED";
pub const ERROR_READ: &str = "PH_READ";
pub const ERROR_WRITE: &str = "PH_WRITE";

#[repr(C)]
pub struct Outcome {
    pub struct_size: u32,
    pub reserved: u32,
    pub items_done: u64,
    pub items_failed: u64,
    pub first_failed: u64,
    pub byte: u64,
    pub output_length: u64,
    pub error_code: [u8; 64],
    pub error_field: [u8; 128],
    pub error_detail: [u8; 256],
    pub items_warned: u64,
    pub first_warned: u64,
    pub warning_code: [u8; 64],
    pub warning_field: [u8; 128],
}

impl Outcome {
    /// As a host gives it, of this size.
    pub fn zeroed(struct_size: u32) -> Self {
        Self {
            struct_size,
            reserved: 0,
            items_done: 0,
            items_failed: 0,
            first_failed: 0,
            byte: 0,
            output_length: 0,
            error_code: [0; 64],
            error_field: [0; 128],
            error_detail: [0; 256],
            items_warned: 0,
            first_warned: 0,
            warning_code: [0; 64],
            warning_field: [0; 128],
        }
    }
}

/// Size of an outcome before 1.2.
pub const OUTCOME_SIZE_MIN: usize = offset_of!(Outcome, items_warned);

#[repr(C)]
pub struct Wide {
    pub low: u64,
    pub high: i64,
}

#[repr(C)]
pub struct Column {
    pub struct_size: u32,
    pub operation: u32,
    pub flags: u32,
    pub ccsid: u32,
    pub digits: u32,
    pub scale: i32,
    pub cells: *const u8,
    pub stride: u64,
    pub width: u64,
    pub count: u64,
    pub values: *mut i64,
    pub text: *mut u8,
    pub text_capacity: u64,
    pub text_ends: *mut u32,
    pub wide_values: *mut Wide,
}

#[repr(C)]
pub struct EncodeColumn {
    pub struct_size: u32,
    pub operation: u32,
    pub flags: u32,
    pub ccsid: u32,
    pub digits: u32,
    pub scale: i32,
    pub width: u64,
    pub count: u64,
    pub cells: *mut u8,
    pub values: *const i64,
    pub text: *const u8,
    pub text_ends: *const u32,
}

#[repr(C)]
pub struct Layout {
    pub struct_size: u32,
    pub record_format: u32,
    pub ccsid: u32,
    pub float_format: u32,
    pub copybook: *const c_char,
    pub copybook_length: u64,
    pub shape: u32,
    pub controls: u32,
    pub redefines: u32,
    pub pointer_bytes: u32,
    pub source_format: u32,
    pub reserved: u32,
}

/// Size of a layout before 1.3.
pub const LAYOUT_SIZE_MIN: usize = offset_of!(Layout, shape);

impl Layout {
    /// What a host asks for; what an older one's lacks is 0. None: it is shorter than any.
    ///
    /// # Safety
    /// `layout` points to a layout, as long as its size says.
    pub unsafe fn read(layout: *const Self) -> Option<Self> {
        // SAFETY: it begins with its size, and zeros are integers and null pointers.
        unsafe { read_sized(layout, LAYOUT_SIZE_MIN) }
    }
}

/// A struct as a host gives it; what an older host's lacks is 0. None: it is shorter than any.
///
/// # Safety
/// `theirs` points to a struct that begins with its size as a u32 and is so long; in a T zeros are
/// values.
unsafe fn read_sized<T>(theirs: *const T, size_min: usize) -> Option<T> {
    // SAFETY: the caller's promise.
    let size = unsafe { theirs.cast::<u32>().read() } as usize;
    if size < size_min {
        return None;
    }
    let mut ours = std::mem::MaybeUninit::<T>::zeroed();
    // SAFETY: both are at least so long; the caller's promise of zeros.
    unsafe {
        ours.as_mut_ptr()
            .cast::<u8>()
            .copy_from_nonoverlapping(theirs.cast(), size.min(size_of::<T>()));
        Some(ours.assume_init())
    }
}

#[repr(C)]
pub struct Records {
    pub struct_size: u32,
    pub operation: u32,
    pub bytes: *const u8,
    pub length: u64,
    pub count: u64,
    pub output: *mut u8,
    pub output_capacity: u64,
    pub threads: u32,
    pub reserved: u32,
}

/// Size of records before 1.4.
pub const RECORDS_SIZE_MIN: usize = offset_of!(Records, threads);

impl Records {
    /// As `Layout::read()`.
    ///
    /// # Safety
    /// `records` points to records, as long as their size says.
    pub unsafe fn read(records: *const Self) -> Option<Self> {
        // SAFETY: they begin with their size, and zeros are integers and null pointers.
        unsafe { read_sized(records, RECORDS_SIZE_MIN) }
    }
}

#[repr(C)]
pub struct Lines {
    pub struct_size: u32,
    pub operation: u32,
    pub text: *const u8,
    pub length: u64,
    pub count: u64,
    pub output: *mut u8,
    pub output_capacity: u64,
}

#[repr(C)]
pub struct Stream {
    pub struct_size: u32,
    pub operation: u32,
    pub input: i32,
    pub output: i32,
}

pub type Open = unsafe extern "C" fn(*const c_char, *mut *mut c_void, *mut Outcome) -> i32;
pub type Close = unsafe extern "C" fn(*mut c_void);
pub type DecodeColumn = unsafe extern "C" fn(*mut c_void, *const Column, *mut Outcome) -> i32;
pub type OpenLayout = unsafe extern "C" fn(
    *mut c_void,
    *const Layout,
    *mut *mut c_void,
    *mut u64,
    *mut Outcome,
) -> i32;
pub type CloseLayout = unsafe extern "C" fn(*mut c_void, *mut c_void);
pub type DecodeRecords =
    unsafe extern "C" fn(*mut c_void, *mut c_void, *const Records, *mut Outcome) -> i32;
pub type Chosen = unsafe extern "C" fn(*mut c_void) -> *const c_char;
pub type DescribeLayout =
    unsafe extern "C" fn(*mut c_void, *mut c_void, *mut u8, u64, *mut Outcome) -> i32;
pub type StreamRecords =
    unsafe extern "C" fn(*mut c_void, *mut c_void, *const Stream, *mut Outcome) -> i32;
pub type EncodeRecords =
    unsafe extern "C" fn(*mut c_void, *mut c_void, *const Lines, *mut Outcome) -> i32;
pub type Encode = unsafe extern "C" fn(*mut c_void, *const EncodeColumn, *mut Outcome) -> i32;

#[repr(C)]
pub struct Subject {
    pub struct_size: u32,
    pub abi_major: u32,
    pub abi_minor: u32,
    pub operations: u32,
    pub name: *const c_char,
    pub variant: *const c_char,
    pub version: *const c_char,
    pub build: *const c_char,
    pub open: Option<Open>,
    pub close: Option<Close>,
    pub decode_column: Option<DecodeColumn>,
    pub open_layout: Option<OpenLayout>,
    pub close_layout: Option<CloseLayout>,
    pub decode_records: Option<DecodeRecords>,
    pub encode_column: Option<Encode>,
    pub chosen: Option<Chosen>,
    pub describe_layout: Option<DescribeLayout>,
    pub stream: Option<StreamRecords>,
    pub encode_records: Option<EncodeRecords>,
}

/// The host's memory as a slice; it may give NULL for none.
///
/// # Safety
/// `pointer` is NULL or points to `length` readable items that nobody writes to while `'a` lasts.
pub unsafe fn borrowed<'a, T>(pointer: *const T, length: u64) -> &'a [T] {
    if pointer.is_null() || length == 0 {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(pointer, length as usize) }
}

// SAFETY: its pointers are to static texts and functions.
unsafe impl Sync for Subject {}

#[cfg(target_pointer_width = "64")]
const _: () = {
    use std::mem::size_of;

    assert!(size_of::<Outcome>() == 704);
    assert!(offset_of!(Outcome, items_done) == 8);
    assert!(offset_of!(Outcome, items_failed) == 16);
    assert!(offset_of!(Outcome, first_failed) == 24);
    assert!(offset_of!(Outcome, byte) == 32);
    assert!(offset_of!(Outcome, output_length) == 40);
    assert!(offset_of!(Outcome, error_code) == 48);
    assert!(offset_of!(Outcome, error_field) == 112);
    assert!(offset_of!(Outcome, error_detail) == 240);
    assert!(offset_of!(Outcome, items_warned) == 496);
    assert!(offset_of!(Outcome, first_warned) == 504);
    assert!(offset_of!(Outcome, warning_code) == 512);
    assert!(offset_of!(Outcome, warning_field) == 576);

    assert!(size_of::<Wide>() == 16);
    assert!(offset_of!(Wide, high) == 8);

    assert!(size_of::<Column>() == 96);
    assert!(offset_of!(Column, operation) == 4);
    assert!(offset_of!(Column, flags) == 8);
    assert!(offset_of!(Column, ccsid) == 12);
    assert!(offset_of!(Column, digits) == 16);
    assert!(offset_of!(Column, scale) == 20);
    assert!(offset_of!(Column, cells) == 24);
    assert!(offset_of!(Column, stride) == 32);
    assert!(offset_of!(Column, width) == 40);
    assert!(offset_of!(Column, count) == 48);
    assert!(offset_of!(Column, values) == 56);
    assert!(offset_of!(Column, text) == 64);
    assert!(offset_of!(Column, text_capacity) == 72);
    assert!(offset_of!(Column, text_ends) == 80);
    assert!(offset_of!(Column, wide_values) == 88);

    assert!(size_of::<EncodeColumn>() == 72);
    assert!(offset_of!(EncodeColumn, operation) == 4);
    assert!(offset_of!(EncodeColumn, flags) == 8);
    assert!(offset_of!(EncodeColumn, ccsid) == 12);
    assert!(offset_of!(EncodeColumn, digits) == 16);
    assert!(offset_of!(EncodeColumn, scale) == 20);
    assert!(offset_of!(EncodeColumn, width) == 24);
    assert!(offset_of!(EncodeColumn, count) == 32);
    assert!(offset_of!(EncodeColumn, cells) == 40);
    assert!(offset_of!(EncodeColumn, values) == 48);
    assert!(offset_of!(EncodeColumn, text) == 56);
    assert!(offset_of!(EncodeColumn, text_ends) == 64);

    assert!(size_of::<Layout>() == 56);
    assert!(offset_of!(Layout, record_format) == 4);
    assert!(offset_of!(Layout, ccsid) == 8);
    assert!(offset_of!(Layout, float_format) == 12);
    assert!(offset_of!(Layout, copybook) == 16);
    assert!(offset_of!(Layout, copybook_length) == 24);
    assert!(offset_of!(Layout, shape) == 32);
    assert!(offset_of!(Layout, controls) == 36);
    assert!(offset_of!(Layout, redefines) == 40);
    assert!(offset_of!(Layout, pointer_bytes) == 44);
    assert!(offset_of!(Layout, source_format) == 48);
    assert!(offset_of!(Layout, reserved) == 52);

    assert!(size_of::<Records>() == 56);
    assert!(offset_of!(Records, operation) == 4);
    assert!(offset_of!(Records, bytes) == 8);
    assert!(offset_of!(Records, length) == 16);
    assert!(offset_of!(Records, count) == 24);
    assert!(offset_of!(Records, output) == 32);
    assert!(offset_of!(Records, output_capacity) == 40);
    assert!(offset_of!(Records, threads) == 48);
    assert!(offset_of!(Records, reserved) == 52);

    assert!(size_of::<Lines>() == 48);
    assert!(offset_of!(Lines, operation) == 4);
    assert!(offset_of!(Lines, text) == 8);
    assert!(offset_of!(Lines, length) == 16);
    assert!(offset_of!(Lines, count) == 24);
    assert!(offset_of!(Lines, output) == 32);
    assert!(offset_of!(Lines, output_capacity) == 40);

    assert!(size_of::<Stream>() == 16);
    assert!(offset_of!(Stream, operation) == 4);
    assert!(offset_of!(Stream, input) == 8);
    assert!(offset_of!(Stream, output) == 12);

    assert!(size_of::<Subject>() == 136);
    assert!(offset_of!(Subject, abi_major) == 4);
    assert!(offset_of!(Subject, abi_minor) == 8);
    assert!(offset_of!(Subject, operations) == 12);
    assert!(offset_of!(Subject, name) == 16);
    assert!(offset_of!(Subject, variant) == 24);
    assert!(offset_of!(Subject, version) == 32);
    assert!(offset_of!(Subject, build) == 40);
    assert!(offset_of!(Subject, open) == 48);
    assert!(offset_of!(Subject, close) == 56);
    assert!(offset_of!(Subject, decode_column) == 64);
    assert!(offset_of!(Subject, open_layout) == 72);
    assert!(offset_of!(Subject, close_layout) == 80);
    assert!(offset_of!(Subject, decode_records) == 88);
    assert!(offset_of!(Subject, encode_column) == 96);
    assert!(offset_of!(Subject, chosen) == 104);
    assert!(offset_of!(Subject, describe_layout) == 112);
    assert!(offset_of!(Subject, stream) == 120);
    assert!(offset_of!(Subject, encode_records) == 128);
};
