"""The ledger: books, accounts and transfers between them, in rupiah and in units of goods. Knows no charity."""
