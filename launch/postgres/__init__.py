"""A real PostgreSQL of our own, for demo, development and small teams.

`lease` is the side of a process that uses the database, `keeper` the one process that owns the server, `cluster` what is
known of the server's files. The keeper counts its users by their open connections, which the system closes even after
`kill -9`, and stops the server when the last of them has ended.
"""
