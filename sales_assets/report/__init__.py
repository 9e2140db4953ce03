"""From a snapshot to a site: formats, charts, pages, downloads, publication."""
