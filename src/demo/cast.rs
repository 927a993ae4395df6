//! The people of the demo practice, and the homework that each couple and client is given.

/// Who works at the practice: name, the part of the address before the @, roles. The first one owns it.
pub(super) const STAFF: [(&str, &str, &[&str]); 6] = [
    ("Maya Lindqvist", "maya", &["owner", "therapist"]),
    ("Daniel Okonkwo", "daniel", &["therapist"]),
    ("Ruth Castellanos", "ruth", &["admin"]),
    ("Halima Sesay", "halima", &["supervisor"]),
    ("Noah Brandt", "noah", &["front_desk"]),
    ("Elif Kaya", "elif", &["auditor"]),
];

/// A client of the demo.
pub(super) struct Person {
    pub given: &'static str,
    pub family: &'static str,
    pub pronouns: &'static str,
    pub zone: &'static str,
    pub pattern: &'static str,
    /// How often of a hundred times homework is done in a good week.
    pub steadiness: usize,
    /// Weeks (0 is the first) in which little happens.
    pub lapse: &'static [usize],
}

/// Homework to be given.
pub(super) struct Task {
    pub key: &'static str,
    /// `None` for a client alone.
    pub mode: Option<&'static str>,
    /// Weeks after the beginning.
    pub from_week: usize,
}

/// One client or one couple, in the care of a therapist.
pub(super) struct Case {
    /// 0 or 1.
    pub therapist: usize,
    pub people: &'static [Person],
    pub tasks: &'static [Task],
}

const fn person(
    names: (&'static str, &'static str, &'static str),
    zone: &'static str,
    pattern: &'static str,
    steadiness: usize,
    lapse: &'static [usize],
) -> Person {
    let (given, family, pronouns) = names;
    Person { given, family, pronouns, zone, pattern, steadiness, lapse }
}

const fn task(key: &'static str, mode: Option<&'static str>, from_week: usize) -> Task {
    Task { key, mode, from_week }
}

const TOGETHER: Option<&str> = Some("together");
const EACH: Option<&str> = Some("each");

/// Everybody in care: five couples, then four clients alone.
pub(super) const CASES: [Case; 9] = [
    Case {
        therapist: 0,
        people: &[
            person(("Noor", "Haddad", "she/her"), "Europe/London", "anxious", 85, &[6]),
            person(("Elias", "Haddad", "he/him"), "Europe/London", "avoidant", 62, &[5, 6]),
        ],
        tasks: &[
            task("daily-check-in", TOGETHER, 0),
            task("bids-for-connection", EACH, 0),
            task("repair-four-steps", EACH, 2),
            task("limit-with-reconnect", EACH, 4),
        ],
    },
    Case {
        therapist: 0,
        people: &[
            person(("Maren", "Vogt", "she/her"), "Europe/Berlin", "secure", 92, &[]),
            person(("Tomasz", "Wilk", "he/him"), "Europe/Berlin", "anxious_avoidant", 70, &[3, 4]),
        ],
        tasks: &[
            task("weekly-ritual", TOGETHER, 0),
            task("daily-check-in", TOGETHER, 1),
            task("feeling-words", EACH, 3),
            task("pause-and-return", TOGETHER, 3),
        ],
    },
    Case {
        therapist: 0,
        people: &[
            person(("Priya", "Raman", "she/her"), "Europe/London", "anxious", 76, &[8, 9]),
            person(("Sam", "Oduya", "they/them"), "Europe/London", "secure", 84, &[9]),
        ],
        tasks: &[
            task("bids-for-connection", EACH, 0),
            task("future-us-planning", TOGETHER, 0),
            task("cycle-map", EACH, 2),
            task("technology-agreement", TOGETHER, 4),
        ],
    },
    Case {
        therapist: 1,
        people: &[
            person(("Ingrid", "Solberg", "she/her"), "Europe/Oslo", "avoidant", 58, &[2, 3, 7]),
            person(("Karim", "Benali", "he/him"), "Europe/Oslo", "anxious", 88, &[7]),
        ],
        tasks: &[
            task("daily-check-in", TOGETHER, 0),
            task("autonomy-time", EACH, 0),
            task("same-team-reset", TOGETHER, 5),
            task("gradual-sharing", EACH, 6),
        ],
    },
    Case {
        therapist: 1,
        people: &[
            person(("Lucia", "Ferrante", "she/her"), "Europe/Rome", "unknown", 66, &[4]),
            person(("Ana", "Duarte", "she/her"), "Europe/Lisbon", "secure", 80, &[4, 5]),
        ],
        tasks: &[
            task("celebrate-small-wins", TOGETHER, 0),
            task("kept-promises", EACH, 0),
            task("calm-together", TOGETHER, 2),
            task("relationship-retro", TOGETHER, 0),
        ],
    },
    Case {
        therapist: 0,
        people: &[person(("Jonas", "Lind", "he/him"), "Europe/Stockholm", "avoidant", 72, &[5, 6])],
        tasks: &[
            task("emotion-journal", None, 0),
            task("opposite-action-avoidant", None, 2),
            task("growth-markers", None, 0),
        ],
    },
    Case {
        therapist: 0,
        people: &[person(("Wanjiru", "Kamau", "she/her"), "Africa/Nairobi", "anxious", 87, &[9])],
        tasks: &[
            task("mindful-minute", None, 0),
            task("anchor-statements", None, 1),
            task("belief-evidence-log", None, 3),
        ],
    },
    Case {
        therapist: 1,
        people: &[person(
            ("Theo", "Marchetti", "he/him"),
            "America/New_York",
            "anxious_avoidant",
            55,
            &[1, 6, 7],
        )],
        tasks: &[task("self-care", None, 0), task("setback-note", None, 0), task("owning-my-part", None, 4)],
    },
    Case {
        therapist: 1,
        people: &[person(("Grace", "Whitlock", "she/her"), "Europe/London", "secure", 90, &[])],
        tasks: &[
            task("self-inquiry", None, 0),
            task("reaching-outward", None, 2),
            task("secure-role-models", None, 4),
        ],
    },
];
