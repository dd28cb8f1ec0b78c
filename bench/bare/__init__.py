"""The yardstick of the pages: bare Django views that render Danvan's own templates with the same rows.

No session, no sign-in, no permission, no scope, no middleware; what the templates show is fetched per request by the
plainest queries that find it.
"""
