"""A class graded on several machines, by way of a dask.distributed scheduler.

`home` runs where the course's folders and the gradebook are, `worker` on the other machines; `parcels` is what travels
between them. A worker never learns the course's secret, a student's name, or where anything lies at home.
"""
