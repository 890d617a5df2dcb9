-- The policies of the help desk, each with its targets in minutes.
select
    id,
    title,
    position,
    list_transform(
        targets,
        lambda one: {'priority': one.priority, 'metric': one.metric, 'target': one.target,
            'target_in_seconds': one.target * 60, 'business_hours': hours}
    ) as policy_metrics,
    '2021-01-04T09:00:00Z' as created_at,
    '2021-01-04T09:00:00Z' as updated_at,
from (
    values
    (25, 'Standard', 1, false, [
        {'priority': 'urgent', 'metric': 'first_reply_time', 'target': 60},
        {'priority': 'high', 'metric': 'first_reply_time', 'target': 240},
        {'priority': 'normal', 'metric': 'first_reply_time', 'target': 480},
        {'priority': 'low', 'metric': 'first_reply_time', 'target': 1440},
        {'priority': 'urgent', 'metric': 'total_resolution_time', 'target': 480},
        {'priority': 'high', 'metric': 'total_resolution_time', 'target': 1440},
        {'priority': 'normal', 'metric': 'total_resolution_time', 'target': 4320},
        {'priority': 'low', 'metric': 'total_resolution_time', 'target': 10080}
    ]),
    (27, 'Office hours', 2, true, [{'priority': 'normal', 'metric': 'agent_work_time', 'target': 4800}])
) as policies(id, title, position, hours, targets)
order by id
