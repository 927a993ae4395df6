//! What `--help` of a command lists: of the settings, which any command takes, those that it looks at.

use clap::{Arg, Args, Command};

use crate::config::Settings;

/// Commands and the settings they look at; one that is not named here looks at all of them.
const LOOKED_AT: [(&str, &[&str]); 8] = [
    ("migrate", &["owner_url", "database_url"]),
    ("openapi", &[]),
    ("report", &[]),
    ("practice", &["database_url", "master_key", "other_master_key"]),
    ("audit", &["database_url", "owner_url", "master_key", "other_master_key", "data", "pg_bin"]),
    (
        "erasures",
        &["database_url", "owner_url", "master_key", "other_master_key", "data", "pg_bin", "erasures"],
    ),
    ("account", &["owner_url", "database_url", "master_key", "other_master_key"]),
    ("keys", &["owner_url", "database_url", "master_key", "other_master_key"]),
];

/// The command line with short lists; every setting is still taken everywhere.
pub(super) fn narrowed(command: Command) -> Command {
    let settings = Settings::augment_args(Command::new("settings"));
    let settings: Vec<Arg> = settings.get_arguments().cloned().collect();
    LOOKED_AT.iter().fold(command, |command, (name, looked_at)| {
        command.mut_subcommand(name, |command| narrow(command, &settings, looked_at))
    })
}

fn narrow(command: Command, settings: &[Arg], looked_at: &[&str]) -> Command {
    let below: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let command = below.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |below| narrow(below, settings, looked_at))
    });
    command.args(settings.iter().map(|setting| {
        let shown = looked_at.contains(&setting.get_id().as_str());
        setting.clone().hide(!shown)
    }))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, FromArgMatches};

    use super::*;
    use crate::cli::Cli;

    fn help(words: &[&str]) -> String {
        narrowed(Cli::command()).try_get_matches_from(words).unwrap_err().to_string()
    }

    #[test]
    fn a_command_lists_what_it_looks_at() {
        narrowed(Cli::command()).debug_assert();
        let practice = help(&["holdfast", "practice", "--help"]);
        assert!(practice.contains("--owner") && practice.contains("--master-key"), "{practice}");
        assert!(!practice.contains("--pool-size") && !practice.contains("--owner-url"), "{practice}");
        let rotate = help(&["holdfast", "keys", "rotate-master", "--help"]);
        assert!(rotate.contains("--owner-url") && !rotate.contains("--listen"), "{rotate}");
        assert!(help(&["holdfast", "serve", "--help"]).contains("--pool-size"));
        assert!(help(&["holdfast", "--help"]).contains("--pool-size"));
    }

    #[test]
    fn a_setting_is_taken_wherever_it_stands() {
        for words in
            [["holdfast", "--pool-size", "7", "openapi"], ["holdfast", "openapi", "--pool-size", "7"]]
        {
            let matches = narrowed(Cli::command()).try_get_matches_from(words).unwrap();
            assert_eq!(Cli::from_arg_matches(&matches).unwrap().settings.pool_size, 7);
        }
    }
}
