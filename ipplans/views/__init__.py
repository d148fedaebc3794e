"""The pages over everything: home, region, agency, review, accounts."""
