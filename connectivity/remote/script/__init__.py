"""The probe that runs inside the cluster: Python 3.7 or later, standard library alone.

These files are joined into one text and sent; they import nothing of this project but each other. Nothing is
judged here, no credential is sent, and every read is bounded. Certificates leave as they are, undecoded.
"""
