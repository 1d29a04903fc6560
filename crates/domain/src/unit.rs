//! Classes and tiers of units: how directives address them.

macro_rules! closed_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $name {
            /// All words of this list.
            pub const ALL: &[Self] = &[$(Self::$variant),+];
            /// All words as written in files and JSON, in the order of `ALL`.
            pub const WORDS: &[&'static str] = &[$($word),+];

            /// The word as written in files and JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a written word, if it is one of the list.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use closed_words;

closed_words! {
    /// A class of addressees (DESIGN section 4).
    UnitClass {
        /// Ministries, ministerial and government agencies.
        CentralAgency "central_agency",
        /// People's committees of provinces and cities.
        PeoplesCommittee "peoples_committee",
        /// Agencies, divisions and mass organisations of a locality.
        LocalAgency "local_agency",
        /// People's committees of communes, wards and special zones.
        Commune "commune",
        /// State economic groups and corporations.
        StateEnterprise "state_enterprise",
        /// Providers of telecom and Internet services.
        TelecomInternet "telecom_internet",
        /// Providers of digital platforms and infrastructure.
        DigitalPlatform "digital_platform",
        /// Banks and other financial organisations.
        Finance "finance",
        /// Owners of a portal or web site.
        PortalOwner "portal_owner",
        /// Everybody the directive is addressed to.
        All "all",
    }
}

closed_words! {
    /// The administrative tier of an issuer or unit.
    Tier {
        /// Central organs of the Party.
        CentralParty "central_party",
        /// The Government and the Prime Minister.
        Government "government",
        /// A ministry or ministerial agency.
        Ministry "ministry",
        /// A department under a ministry (cục, vụ) or of a province (sở).
        Department "department",
        /// A province or centrally run city.
        Province "province",
        /// A district or district-level town (until 30/6/2025).
        District "district",
        /// A commune, ward or special zone.
        Commune "commune",
        /// An enterprise.
        Enterprise "enterprise",
        /// Anything else.
        Other "other",
    }
}

impl UnitClass {
    /// Whether a duty laid on a unit of this class binds the units below it in the command tree;
    /// enterprises and portal owners are addressed by class alone.
    #[must_use]
    pub const fn passes_duties_down(self) -> bool {
        matches!(
            self,
            Self::CentralAgency | Self::PeoplesCommittee | Self::LocalAgency
        )
    }
}
