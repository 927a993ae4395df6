//! Rebuilds when a migration or a built-in library item changes: both are compiled in.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=library");
}
