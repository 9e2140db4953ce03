"""What stands between a browser and what this program serves: the guard, the site's own server.

What goes in: which requests are let through, with which headers. What stays out: Dagster's pages
(`graph/webserver.py`), nginx, which has the same rules under Compose (`site/nginx.conf`), and what
a page says.
"""
