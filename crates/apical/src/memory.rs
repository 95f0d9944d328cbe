//! How much memory this process took at most.

/// Bytes of memory in use at the worst moment so far, where the system tells (Linux).
pub(crate) fn peak_bytes() -> Option<u64> {
    parse(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn parse(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_among_others() {
        assert_eq!(
            parse("Name:\tapical\nVmPeak:\t 9 kB\nVmHWM:\t   1234 kB\nThreads:\t2\n"),
            Some(1234 * 1024)
        );
        assert_eq!(parse("VmHWM:\t many kB\n"), None);
        assert_eq!(parse(""), None);
    }
}
