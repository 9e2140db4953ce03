"""From the data folder to rows: what is new is archived, entered in the ledger, read and staged.

`files` says which files are deliveries, `archive` keeps them, `receive` enters them in the ledger,
`stage` reads them by the data contract, `staged` holds their rows. What stays out: judging rows and
writing them to the tables (`loading/`).
"""
