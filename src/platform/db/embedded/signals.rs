//! Ending a process: at once, or together with this one.

#![expect(unsafe_code, reason = "these calls have no safe form in the standard library")]

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{self, Command};

/// Makes the kernel end the child when we die without a chance to do so, as by `kill -9`. Only Linux can do that;
/// elsewhere the next start ends the server that was left.
pub(super) fn end_with_us(command: &mut Command) {
    #[cfg(target_os = "linux")]
    {
        let us = process::id();
        let request = move || {
            let number: libc::c_ulong = libc::SIGINT.unsigned_abs().into();
            // SAFETY: prctl and getppid only make system calls, which is all that is allowed after a fork.
            let (code, parent) = unsafe { (libc::prctl(libc::PR_SET_PDEATHSIG, number), libc::getppid()) };
            match (code, u32::try_from(parent)) {
                // If we died before the request, nobody will tell the child.
                (0, Ok(parent)) if parent == us => Ok(()),
                (0, _) => Err(io::ErrorKind::BrokenPipe.into()),
                _ => Err(io::Error::last_os_error()),
            }
        };
        // SAFETY: between fork and exec the closure allocates nothing and takes no lock.
        unsafe { command.pre_exec(request) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = command;
}

/// Sends a signal to a process.
pub(super) fn signal(pid: u32, number: libc::c_int) -> io::Result<()> {
    let pid = libc::pid_t::try_from(pid).map_err(io::Error::other)?;
    // SAFETY: kill touches no memory. It is only called for a number known to be a PostgreSQL of ours.
    let code = unsafe { libc::kill(pid, number) };
    if code == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}
