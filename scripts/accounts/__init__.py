"""The library behind the scripts: one room, one job.

Every room works on tables (:mod:`accounts.tables`): a mapping from a table's name to a pandas frame whose columns, order and types
are those of its Table Schema.
"""
