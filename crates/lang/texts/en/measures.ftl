### Titles of the 21 measures; the dot of an id is written as a hyphen.

measure-level-measures_review = Review systems, full measures for their level
measure-duty-roster_24x7 = Duty around the clock
measure-watch-siem = Watch the central security monitoring
measure-watch-antimalware = Watch the central anti-malware system
measure-malware-remove = Check and clean all servers and workstations
measure-botnet-priority_check = Handle addresses on the botnet list first
measure-vuln-review_fix = Review and fix vulnerabilities and weaknesses
measure-patch-full = Apply all patches
measure-hunt = Hunt for threats
measure-alerts-irlab = Receive and handle alerts through IRLab.vn
measure-ncsc-connect = Keep the link to NCSC, share signs of attack
measure-response-plan = Be ready to respond and recover
measure-awareness = Raise awareness
measure-portal-publish_fulltext = Publish the full text on the portal
measure-portal-check = Check and watch the portal
measure-telco-infra = Keep telecom and Internet infrastructure safe and running
measure-telco-protect = Detect and stop attacks and unlawful information
measure-telco-contract = Keep the law and the terms of service contracts
measure-spam-complaints = Handle complaints about spam and scam
measure-authority-orders = Carry out orders of competent authorities
measure-escalate = Contact the response centres and report incidents
