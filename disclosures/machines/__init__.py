"""What pages show, for programs: the same records at addresses of their own, in forms that a program reads.

Nothing is computed here and nothing asked of the database that the definitions of records (`presenting.exports`) and the
pages do not already hold.
"""
