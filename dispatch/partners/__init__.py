"""What those outside the room see of its work, and say of it: companies, the coordinator, crews, emergency departments.

Takes cases, missions and vehicles; gives each party its own messages, for its own organisation, vehicle or facility only, at the centres
where its account holds the role. What a message holds for whom is in `socle/accounts/field_table.py`.
"""
