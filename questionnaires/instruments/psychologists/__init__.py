"""The instrument for psychologists: the shared core and a part on trauma, trust, children, family, referral and caseload."""
