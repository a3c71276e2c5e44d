"""The house rules: what decisions cite, in the agency's own words."""
