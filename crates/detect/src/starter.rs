//! The starter set: Sigma rules of our own for what Vietnamese offices meet
//! first, with Vietnamese titles, embedded so that a site without a network
//! has them.
//!
//! The rules stand in `rules/`, one file for each thing to detect; correlations
//! stand beside the rules they count. Events that each must and must not match
//! stand in `rules/samples`. To add one: the file, its samples, its line here.
//!
//! What this is not: it neither compiles nor runs them, that is
//! [`crate::sigma`]; rules of others are no part of it.

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        &[$((concat!($name, ".yml"), include_str!(concat!("../rules/", $name, ".yml")))),+]
    };
}

static FILES: &[(&str, &str)] = files![
    "bigip_account_after_smuggling",
    "bigip_command_request",
    "bigip_path_parameter",
    "dns_beacon_unknown_names",
    "dns_tunnel",
    "firewall_admin_account_added",
    "firewall_admin_from_outside",
    "firewall_inside_scans",
    "firewall_outbound_suspicious_port",
    "firewall_policy_changed",
    "linux_authorized_keys_written",
    "linux_cron_changed",
    "linux_logs_wiped",
    "linux_miner",
    "linux_reverse_shell",
    "linux_ssh_guessing",
    "linux_sudoers_changed",
    "linux_web_account_runs_shell",
    "network_ids_severe_alert",
    "vpn_fortigate_session_files",
    "vpn_guessing",
    "vpn_session_from_abroad",
    "web_gambling_pages",
    "web_log4shell",
    "web_path_traversal",
    "web_sharepoint_toolpane",
    "web_shell_request",
    "web_sql_injection",
    "windows_defender_switched_off",
    "windows_event_log_cleared",
    "windows_lsass_dumped",
    "windows_lsass_read_from_user_folder",
    "windows_new_local_admin",
    "windows_office_starts_interpreter",
    "windows_password_spraying",
    "windows_powershell_hidden_download",
    "windows_rdp_from_outside",
    "windows_recovery_destroyed",
    "windows_script_from_network",
    "windows_service_from_user_folder",
    "windows_usb_worm",
    "zimbra_backup_upload",
    "zimbra_command_in_recipient",
    "zimbra_forwarding_set",
    "zimbra_guessing",
    "zimbra_script_in_link",
];

/// The rule files, as name and text in the order of their names.
#[must_use]
pub fn files() -> &'static [(&'static str, &'static str)] {
    FILES
}

#[cfg(test)]
mod tests;
