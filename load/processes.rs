//! What processes have used, from /proc.

use crate::Outcome;

/// The kernel counts in hundredths of a second.
const MICROSECONDS_PER_TICK: u64 = 10_000;

struct Stat {
    state: String,
    parent: u32,
    own: u64,
    ended_children: u64,
}

fn stat(pid: &str) -> Outcome<Stat> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the program, in parentheses, may hold anything.
    let (_, rest) = text.rsplit_once(") ").ok_or("strange /proc")?;
    let fields: Vec<&str> = rest.split(' ').collect();
    let number = |at: usize| fields.get(at).ok_or("strange /proc").map(|text| text.parse::<u64>());
    Ok(Stat {
        state: fields.first().copied().unwrap_or_default().to_owned(),
        parent: u32::try_from(number(1)??)?,
        own: number(11)?? + number(12)??,
        ended_children: number(13)?? + number(14)??,
    })
}

/// CPU time of one process, in microseconds.
pub fn cpu(pid: u32) -> Outcome<u64> {
    Ok(stat(&pid.to_string())?.own * MICROSECONDS_PER_TICK)
}

/// CPU time of PostgreSQL: the postmaster, its children, and those of them that have ended.
pub fn cpu_of_tree(postmaster: u32) -> Outcome<u64> {
    // A child that ends while we look would be missed or counted twice: look until none did.
    loop {
        let root = stat(&postmaster.to_string())?;
        let mut ticks = root.own + root.ended_children;
        let mut ending = false;
        for entry in std::fs::read_dir("/proc")?.flatten() {
            let name = entry.file_name();
            let child = name.to_str().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit())).map(stat);
            if let Some(Ok(child)) = child
                && child.parent == postmaster
            {
                ticks += child.own;
                ending |= child.state == "Z";
            }
        }
        if !ending && stat(&postmaster.to_string())?.ended_children == root.ended_children {
            return Ok(ticks * MICROSECONDS_PER_TICK);
        }
    }
}

/// CPU time of the programs that this one ran and waited for.
pub fn cpu_of_ended_children() -> Outcome<u64> {
    Ok(stat("self")?.ended_children * MICROSECONDS_PER_TICK)
}

/// The most memory a process ever held, in mebibytes.
pub fn peak_memory(pid: u32) -> Outcome<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("strange /proc")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}
