"""The medical case opened from calls: place, motive, patients, priority, queue, state and log.

Takes calls and what operators type; gives `CaseView` and its log. It goes by itself between ACTIF, ACHEVE and VALIDE as patients, decisions
and missions are settled (`settling.settle`, called by every later step that changes one of these).
"""
