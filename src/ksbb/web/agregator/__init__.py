"""What everybody sees of money: an agregator's page, its ledger, its reports, its programmes."""
