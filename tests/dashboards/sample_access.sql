-- Who may sign in to the sample company: access_roles and access_tables are the project's own seeds.
create table access_grants as
select
    sha256(people.email) as person_hash, people.display_name, people.role, roles.label as role_label, roles.row_rule,
    roles.pages, roles.may_view_as::boolean as may_view_as, people.owner_id, people.owner_name, people.segment,
    date '2024-01-01' as effective_from, people.effective_to
from (
    values
        ('admin@corp.example', 'Ada Admin', 'admin', null, null, null, null),
        ('ana@corp.example', 'Ana Ruiz', 'csm', '005Ana', 'Ana Ruiz', null, null),
        ('ben@corp.example', 'Ben Okafor', 'csm', '005Ben', 'Ben Okafor', null, null),
        ('lea@corp.example', 'Lea Lead', 'director', null, null, 'low_touch', null),
        ('gone@corp.example', 'Gus Gone', 'executive', null, null, null, date '2025-01-01'),
        ('nobody@corp.example', 'Nora Nobody', 'csm', null, null, null, null)
) as people(email, display_name, role, owner_id, owner_name, segment, effective_to)
inner join access_roles as roles on people.role = roles.role;
