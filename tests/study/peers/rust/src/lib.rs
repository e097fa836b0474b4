// SPDX-License-Identifier: AGPL-3.0-or-later
//! `subject_loop.h` for Rust.

use std::{
    env,
    ffi::{CString, c_char},
    fs,
};

#[repr(C)]
struct RawLoop {
    _private: [u8; 0],
}

unsafe extern "C" {
    fn subject_loop_open(operation: *const c_char, operand: *const c_char) -> *mut RawLoop;
    fn subject_loop_run(subject_loop: *mut RawLoop);
    fn subject_loop_close(subject_loop: *mut RawLoop);
}

/// A subject and the column it decodes.
pub struct SubjectLoop(*mut RawLoop);

impl SubjectLoop {
    /// Opens what the file `EXECUTABLE.subject` names: the operation on its first line, the operand
    /// on its second. A file and not the environment, which tango's two processes share.
    pub fn open_named_beside_executable() -> Self {
        let mut path = env::current_exe().expect("the executable's path").into_os_string();
        path.push(".subject");
        let text = fs::read_to_string(&path).expect("EXECUTABLE.subject");
        let mut lines = text.lines().map(|line| CString::new(line).expect("a line without NUL"));
        let operation = lines.next().expect("an operation");
        let operand = lines.next().expect("an operand");
        // SAFETY: both are NUL-terminated and only read during the call, which never returns NULL.
        Self(unsafe { subject_loop_open(operation.as_ptr(), operand.as_ptr()) })
    }

    /// Decodes the column once.
    #[inline]
    pub fn run(&mut self) {
        // SAFETY: open until it is dropped, and nobody else has it.
        unsafe { subject_loop_run(self.0) }
    }
}

impl Drop for SubjectLoop {
    fn drop(&mut self) {
        // SAFETY: as in run(); it is not used again.
        unsafe { subject_loop_close(self.0) }
    }
}
