"""Takes what happened and who looked; gives a numbered, hash-chained trail per centre, sealed after the commit and checkable by anybody.

A fact and its audit row are written in the command's transaction, without a number. One sealer per centre numbers them later, so that
commands never queue behind each other for a hash.
"""
