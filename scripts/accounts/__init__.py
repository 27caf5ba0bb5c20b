"""The library behind the scripts: one room, one job.

Every room works on tables (:mod:`accounts.tables`): a mapping from the name of a table to a pandas frame. The columns of a frame, their
order and their types are those of its Table Schema.
"""
