"""The answers in the shapes officers use elsewhere: a table for Excel, a handbook to print. Files of YAML are not known here.

cells      a value of an entry <-> the text of a cell
columns    which columns a table has
sheets     a table <-> .xlsx and .csv
plan       the rows of a table -> what they change, row by row
handbook   one printable HTML page
"""
