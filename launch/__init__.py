"""How the program runs on one machine: `make demo`, `make start`, `make reset`, and the database of this checkout.

`python -m launch demo|start|reset` starts everything, waits until it answers, and stops all of it again. The launcher itself
loads no Django: `prepare` does that in a process of its own, which ends before the web process and the job worker start.

`database` says which PostgreSQL is used, `postgres` is the one that runs where none is named. The settings ask for its address;
nothing else of the product knows this package, which itself imports only where files lie and what a problem is.
"""
