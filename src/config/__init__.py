"""How this program is run: settings, addresses, the server's entry, what is kept and for how long. Nothing in `ksbb`
imports it.
"""
