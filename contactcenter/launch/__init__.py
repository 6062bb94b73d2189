"""`make demo`, `make start`, `make reset`: starts everything, waits until it answers, and stops all of it again.

`python -m contactcenter.launch demo|start|reset`. The launcher itself loads no Django: `prepare` does that in a process of
its own, which ends before the web process and the job worker start.
"""
