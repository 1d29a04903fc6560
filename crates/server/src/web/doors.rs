//! The one list of doors: address, what it needs, what answers. A test walks it with every role.

use super::Site;
use super::{assets, live, pages};
use axum::routing::{MethodRouter, get, post};
use domain::access::Action;

/// What a door needs before its page runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: the sign-in itself, embedded files, health.
    Nobody,
    /// A session or a unit's link.
    SignedIn,
    /// This right, somewhere in the tree; for which unit is asked by the use case.
    Right(Action),
    /// This right for the whole organisation: what is done here binds every unit.
    Whole(Action),
}

/// One door.
#[derive(Debug)]
pub struct Door {
    /// Address with its variables in braces.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// What answers.
    pub handler: MethodRouter<Site>,
}

/// Doors open to everybody, by address; every other one answers 303 to the sign-in without a session.
pub const DOORS_PUBLIC: &[&str] = &[
    "/a/{name}",
    "/healthz",
    "/readyz",
    "/login",
    "/link/{secret}",
    "/unit-link/{secret}",
    "/taste",
];

/// All doors of the pages.
#[must_use]
pub fn doors() -> Vec<Door> {
    let open = |path, handler| Door {
        path,
        needs: Needs::Nobody,
        handler,
    };
    let signed_in = |path, handler| Door {
        path,
        needs: Needs::SignedIn,
        handler,
    };
    let right = |path, action, handler| Door {
        path,
        needs: Needs::Right(action),
        handler,
    };
    let whole = |path, action, handler| Door {
        path,
        needs: Needs::Whole(action),
        handler,
    };
    vec![
        open("/a/{name}", assets::door()),
        open("/healthz", get(pages::health::alive)),
        open("/readyz", get(pages::health::ready)),
        open(
            "/login",
            get(pages::sign_in::show).post(pages::sign_in::enter),
        ),
        open(
            "/link/{secret}",
            get(pages::first_link::show).post(pages::first_link::redeem),
        ),
        open("/taste", post(pages::taste::keep)),
        signed_in("/logout", post(pages::sign_in::leave)),
        signed_in("/", get(pages::board::home)),
        right("/board", Action::ViewBoard, get(pages::board::show)),
        right(
            "/directives",
            Action::ViewDirective,
            get(pages::directives::list),
        ),
        whole(
            "/directives/upload",
            Action::UploadDirective,
            post(pages::directives::upload),
        ),
        right(
            "/directives/{id}",
            Action::ViewDirective,
            get(pages::directive::show),
        ),
        whole(
            "/directives/{id}/enclosures",
            Action::ConfirmDirective,
            post(pages::directive::enclosure_received),
        ),
        right(
            "/drafts/{id}",
            Action::ViewDirective,
            get(pages::draft::show),
        ),
        whole(
            "/drafts/{id}/correct",
            Action::CorrectReading,
            post(pages::draft::correct),
        ),
        whole(
            "/drafts/{id}/confirm",
            Action::ConfirmDirective,
            post(pages::draft::confirm),
        ),
        whole(
            "/drafts/{id}/drop",
            Action::CorrectReading,
            post(pages::draft::drop_draft),
        ),
        right(
            "/directives/{id}/duties/{obligation}",
            Action::ViewDuty,
            get(pages::duty::show).post(pages::duty::state),
        ),
        right(
            "/evidence/{sha256}",
            Action::ViewEvidence,
            get(pages::evidence::download),
        ),
        right("/live", Action::ViewDuty, get(live::stream)),
        right(
            "/imports",
            Action::ImportFacts,
            get(pages::imports::show).post(pages::imports::plan),
        ),
        right(
            "/imports/{plan}",
            Action::ImportFacts,
            get(pages::imports::planned),
        ),
        right(
            "/imports/{plan}/errors.csv",
            Action::ImportFacts,
            get(pages::imports::errors),
        ),
        right(
            "/imports/{plan}/amend",
            Action::ImportFacts,
            post(pages::imports::amend),
        ),
        right(
            "/imports/{plan}/commit",
            Action::ImportFacts,
            post(pages::imports::commit),
        ),
        right("/mine", Action::ViewDuty, get(pages::mine::show)),
        right("/units", Action::ViewUnits, get(pages::units::show)),
        right("/units/{code}", Action::ViewUnits, get(pages::unit::show)),
        right(
            "/units/{code}/return/{directive}",
            Action::ViewDuty,
            get(pages::unit_return::show).post(pages::unit_return::state),
        ),
        right(
            "/units/{code}/return/{directive}/close",
            Action::CloseReturn,
            get(pages::return_close::show).post(pages::return_close::close),
        ),
        right(
            "/units/{code}/return/{directive}/form.xlsx",
            Action::ViewDuty,
            get(pages::return_form::give),
        ),
        right(
            "/units/{code}/return/{directive}/form",
            Action::GiveStatement,
            post(pages::return_form::take),
        ),
        right(
            "/units/{code}/return/{directive}/checklist.docx",
            Action::ViewDuty,
            get(pages::return_form::checklist),
        ),
        right(
            "/units/{code}/return/{directive}/links",
            Action::ManageLinks,
            get(pages::unit_links::show).post(pages::unit_links::create),
        ),
        right(
            "/units/{code}/return/{directive}/links/revoke",
            Action::ManageLinks,
            post(pages::unit_links::revoke),
        ),
        open(
            "/unit-link/{secret}",
            get(pages::unit_link::show).post(pages::unit_link::enter),
        ),
        right(
            "/ledger",
            Action::ViewLedger,
            get(pages::ledger::show).post(pages::ledger::verify),
        ),
        right(
            "/ledger/checkpoint",
            Action::ViewLedger,
            get(pages::ledger::checkpoint),
        ),
        right(
            "/ledger/{seq}",
            Action::ViewLedger,
            get(pages::ledger_entry::show),
        ),
        right("/reports", Action::ViewBoard, get(pages::reports::show)),
        right(
            "/reports/{id}/cut-off",
            Action::CutOff,
            post(pages::reports::cut_off),
        ),
        right(
            "/reports/{id}/write",
            Action::WriteReport,
            post(pages::reports::write),
        ),
        right(
            "/reports/{id}/files/{seq}",
            Action::ViewBoard,
            get(pages::reports::download),
        ),
        right(
            "/reports/{id}/papers/{paper}",
            Action::WritePapers,
            get(pages::reports::paper),
        ),
        right(
            "/reports/{id}/summary",
            Action::ViewBoard,
            get(pages::summary::show),
        ),
        right("/events", Action::ViewEvents, get(pages::events::show)),
        right(
            "/events/export",
            Action::ExportEvents,
            get(pages::events::export::give),
        ),
        right(
            "/events/news",
            Action::ViewEvents,
            get(pages::events::news::stream),
        ),
        right(
            "/events/{id}",
            Action::ViewEvents,
            get(pages::events::one::show),
        ),
        right("/hunts", Action::ViewEvents, get(pages::hunts::list)),
        right(
            "/hunts/begin",
            Action::HuntEvents,
            post(pages::hunts::begin),
        ),
        right(
            "/hunts/searches",
            Action::HuntEvents,
            post(pages::hunts::keep),
        ),
        right(
            "/hunts/searches/{id}",
            Action::HuntEvents,
            post(pages::hunts::forget),
        ),
        right(
            "/hunts/{id}",
            Action::HuntEvents,
            post(pages::hunts::conclude),
        ),
        whole("/hunts/runs", Action::ViewEvents, get(pages::runs::list)),
        whole(
            "/hunts/runs/{id}",
            Action::HuntEvents,
            post(pages::runs::change),
        ),
        right("/alerts", Action::ViewAlerts, get(pages::alerts::list)),
        right(
            "/alerts/news",
            Action::ViewAlerts,
            get(pages::alerts::news::stream),
        ),
        right("/alerts/{id}", Action::ViewAlerts, get(pages::alerts::one)),
        right(
            "/alerts/{id}/handle",
            Action::HandleAlerts,
            post(pages::alerts::handle),
        ),
        right(
            "/alerts/{id}/suppress",
            Action::SuppressAlerts,
            post(pages::alerts::suppress),
        ),
        right(
            "/suppressions",
            Action::ViewAlerts,
            get(pages::suppressions::list),
        ),
        right(
            "/suppressions/add",
            Action::SuppressAlerts,
            post(pages::suppressions::add),
        ),
        right(
            "/suppressions/{id}",
            Action::SuppressAlerts,
            post(pages::suppressions::end),
        ),
        whole("/rules", Action::ManageRules, get(pages::rules::list)),
        whole(
            "/rules/sets",
            Action::ManageRules,
            post(pages::rules::bring_set),
        ),
        whole(
            "/rules/lists",
            Action::ManageRules,
            post(pages::rules::bring_list),
        ),
        whole(
            "/rules/sets/{name}",
            Action::ManageRules,
            get(pages::rules::set::show).post(pages::rules::set::change),
        ),
        whole(
            "/rules/lists/{name}",
            Action::ManageRules,
            get(pages::rules::one_list::show).post(pages::rules::one_list::change),
        ),
        right("/sources", Action::ViewSources, get(pages::sources::list)),
        right(
            "/sources/add",
            Action::ManageSources,
            post(pages::sources::add),
        ),
        right(
            "/sources/{id}",
            Action::ManageSources,
            post(pages::sources::change),
        ),
        right(
            "/sources/{id}/token",
            Action::ManageSources,
            post(pages::sources::renew),
        ),
        right("/audit", Action::ViewAudit, get(pages::audit::show)),
        right("/search", Action::ViewDuty, get(pages::search::show)),
        right(
            "/account",
            Action::ManageOwnAccount,
            get(pages::account::show),
        ),
        right(
            "/account/password",
            Action::ManageOwnAccount,
            post(pages::account::password),
        ),
        right(
            "/account/totp",
            Action::ManageOwnAccount,
            post(pages::account::totp),
        ),
        right(
            "/account/sessions/{id}",
            Action::ManageOwnAccount,
            post(pages::account::end_session),
        ),
        right(
            "/accounts",
            Action::ManageAccounts,
            get(pages::accounts::list).post(pages::accounts::create),
        ),
        right(
            "/accounts/{id}",
            Action::ManageAccounts,
            get(pages::accounts::one).post(pages::accounts::change),
        ),
        right(
            "/tokens",
            Action::ManageTokens,
            get(pages::tokens::list).post(pages::tokens::create),
        ),
        right(
            "/tokens/{id}",
            Action::ManageTokens,
            post(pages::tokens::revoke),
        ),
        right("/settings", Action::ViewBoard, get(pages::settings::show)),
        whole(
            "/settings/{key}",
            Action::SetPolicy,
            post(pages::settings::set),
        ),
        right("/roster", Action::ViewDuty, get(pages::roster::show)),
        right(
            "/roster/{unit}/{directive}",
            Action::SaveRoster,
            post(pages::roster::save),
        ),
        whole("/start", Action::UploadDirective, get(pages::start::show)),
        whole(
            "/start/units",
            Action::ImportFacts,
            post(pages::start::register),
        ),
        right(
            "/start/report",
            Action::WriteReport,
            post(pages::start::report),
        ),
        signed_in("/help", get(pages::help::index)),
        signed_in("/help/{measure}", get(pages::help::measure)),
        signed_in("/help/guides/{guide}", get(pages::help::guide)),
        signed_in("/help/api", get(pages::help_api::show)),
    ]
}
