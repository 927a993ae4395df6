//! What the demo prints once it serves.

use crate::demo::DemoPractice;

pub(super) fn print(base_url: &str, practice: &DemoPractice) {
    println!(
        "\nHoldfast serves on {base_url}\n\n  Documentation  {base_url}/docs/\n  OpenAPI        {base_url}/openapi.json\n"
    );
    println!("Sign-ins of the demo practice (all with the password {}):\n", practice.password());
    for account in &practice.accounts {
        println!("  {:<16} {}", account.roles(), account.email);
    }
    let Some(therapist) = practice.accounts.iter().find(|account| account.role == "therapist") else {
        return;
    };
    println!("\nTry it:\n");
    println!(
        "  TOKEN=$(curl -s {base_url}/v1/sessions -H 'Content-Type: application/json' \
         -d '{{\"email\":\"{}\",\"password\":\"{}\"}}' | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')",
        therapist.email, therapist.password
    );
    println!("  curl -s {base_url}/v1/clients -H \"Authorization: Bearer $TOKEN\"");
    if let Some(couple) = practice.accounts.iter().find_map(|account| account.couple_id) {
        println!("  curl -s {base_url}/v1/couples/{couple}/progress -H \"Authorization: Bearer $TOKEN\"");
    }
    println!("\nStop with Ctrl-C.");
}
