//! The one list of doors of programs: method, address, what it needs, what answers. A test holds it against the OpenAPI
//! document and tries it with every role.

use super::{
    alerts, assets, directives, document, drafts, events, evidence, imports, judgements, ledger,
    metrics, obligations, reports, returns, systems, units,
};
use crate::web::{Needs, Site};
use axum::http::Method;
use axum::routing::{MethodRouter, get, post};
use domain::access::Action;

/// One door.
#[derive(Debug)]
pub struct ApiDoor {
    /// The method it answers.
    pub method: Method,
    /// Address with its variables in braces.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// What answers.
    pub(super) handler: MethodRouter<Site>,
}

/// All doors of programs.
#[must_use]
pub fn doors() -> Vec<ApiDoor> {
    let look = |path, action, handler| ApiDoor {
        method: Method::GET,
        path,
        needs: Needs::Right(action),
        handler,
    };
    let write = |path, needs, handler| ApiDoor {
        method: Method::POST,
        path,
        needs,
        handler,
    };
    vec![
        look("/api/v1/units", Action::ViewUnits, get(units::list)),
        look("/api/v1/units/{code}", Action::ViewUnits, get(units::one)),
        look("/api/v1/systems", Action::ViewUnits, get(systems::list)),
        look(
            "/api/v1/systems/{code}",
            Action::ViewUnits,
            get(systems::one),
        ),
        look("/api/v1/assets", Action::ViewUnits, get(assets::list)),
        look("/api/v1/assets/{code}", Action::ViewUnits, get(assets::one)),
        look(
            "/api/v1/directives",
            Action::ViewDirective,
            get(directives::list),
        ),
        write(
            "/api/v1/directives",
            Needs::Whole(Action::UploadDirective),
            post(directives::bring),
        ),
        look(
            "/api/v1/directives/{id}",
            Action::ViewDirective,
            get(directives::one),
        ),
        look(
            "/api/v1/drafts/{id}",
            Action::ViewDirective,
            get(drafts::one),
        ),
        look(
            "/api/v1/obligations",
            Action::ViewDirective,
            get(obligations::list),
        ),
        look(
            "/api/v1/obligations/{directive}/{obligation}",
            Action::ViewDirective,
            get(obligations::one),
        ),
        look(
            "/api/v1/judgements",
            Action::ViewDuty,
            get(judgements::list),
        ),
        look(
            "/api/v1/judgements/{directive}/{unit}/{obligation}/{measure}",
            Action::ViewDuty,
            get(judgements::one),
        ),
        look(
            "/api/v1/evidence",
            Action::ViewEvidence,
            get(evidence::list),
        ),
        look(
            "/api/v1/evidence/{id}",
            Action::ViewEvidence,
            get(evidence::one),
        ),
        look(
            "/api/v1/evidence/files/{sha256}",
            Action::ViewEvidence,
            get(evidence::file),
        ),
        look("/api/v1/imports", Action::ViewEvidence, get(imports::list)),
        write(
            "/api/v1/imports",
            Needs::Right(Action::ImportFacts),
            post(imports::take),
        ),
        look(
            "/api/v1/imports/{id}",
            Action::ViewEvidence,
            get(imports::one),
        ),
        look("/api/v1/returns", Action::ViewDuty, get(returns::list)),
        look(
            "/api/v1/returns/{directive}/{unit}",
            Action::ViewDuty,
            get(returns::one),
        ),
        look("/api/v1/events", Action::ViewEvents, get(events::list)),
        look("/api/v1/events/{id}", Action::ViewEvents, get(events::one)),
        look("/api/v1/alerts", Action::ViewAlerts, get(alerts::list)),
        look("/api/v1/alerts/{id}", Action::ViewAlerts, get(alerts::one)),
        look(
            "/api/v1/event-sources",
            Action::ViewSources,
            get(events::sources),
        ),
        look("/api/v1/reports", Action::ViewBoard, get(reports::list)),
        look("/api/v1/reports/{id}", Action::ViewBoard, get(reports::one)),
        look(
            "/api/v1/reports/{id}/file",
            Action::ViewBoard,
            get(reports::file),
        ),
        look("/api/v1/ledger", Action::ViewLedger, get(ledger::standing)),
        look(
            "/api/v1/ledger/checkpoint",
            Action::ViewLedger,
            get(ledger::checkpoint),
        ),
        look(
            "/api/v1/ledger/entries",
            Action::ViewLedger,
            get(ledger::entries),
        ),
        look(
            "/api/v1/ledger/entries/{seq}",
            Action::ViewLedger,
            get(ledger::entry),
        ),
        ApiDoor {
            method: Method::GET,
            path: "/api/openapi.json",
            needs: Needs::Nobody,
            handler: get(document::give),
        },
        ApiDoor {
            method: Method::GET,
            path: "/metrics",
            needs: Needs::Whole(Action::ViewTelemetry),
            handler: get(metrics::give),
        },
    ]
}
