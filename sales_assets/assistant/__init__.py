"""What an assistant may ask: the figures of the published site, each with its proof; read only.

`figures` reads a page, `published` finds what was asked, `server` speaks the protocol (MCP). What
stays out: any computation, the tables, any writing.
"""
