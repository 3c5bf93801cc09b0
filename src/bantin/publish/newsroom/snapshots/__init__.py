"""Finished answers of every public address: read before the database is asked, and without it.

* ``store`` keeps them in one file beside the office's data;
* ``published`` says which addresses there are, and what each of them shows;
* ``keeper`` follows the record and makes the answers, in a process of its own on each web node;
* ``middleware`` gives them to readers.
"""
