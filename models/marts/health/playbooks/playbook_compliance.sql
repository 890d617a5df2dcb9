-- What fell due in a month, whenever it was done. Steps that need not be done are not counted.
with due as (
    select
        tasks.*,
        {{ month_end('tasks.due_on') }} as month_end
    from {{ ref('playbook_tasks') }} as tasks
    where tasks.due_on <= {{ as_of_day() }} and not tasks.is_optional
),

told as (
    select
        due.*,
        due.playbook as told_playbook
    from due
    union all
    select
        due.*,
        'all' as told_playbook
    from due
),

measured as (
    {% for measure, numerator, counted in [
        ('completion', 'told.done_on is not null', 'told.is_closing'),
        ('within_sla', "told.state = 'done'", 'told.is_closing and told.done_on is not null'),
        ('adherence', "told.state = 'done'", 'true'),
        ('skipped', 'told.is_skipped', 'true'),
        ('overall', 'told.done_on is not null', 'true'),
    ] %}
    select
        told.month_end,
        told.told_playbook as playbook,
        '{{ measure }}' as measure,
        cast(count(case when {{ numerator }} then 1 end) as integer) as numerator,
        cast(count(*) as integer) as denominator
    from told
    where {{ counted }}
    group by told.month_end, told.told_playbook
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

rated as (
    select
        measured.*,
        {{ divide('measured.numerator', 'measured.denominator') }} as rate,
        targets.target,
        targets.op
    from measured
    left join {{ ref('playbook_targets') }} as targets
        on
            measured.measure = targets.measure
            and coalesce(targets.playbook, measured.playbook) = measured.playbook
            and {{ in_force('targets', 'measured.month_end') }}
)

select
    rated.month_end,
    rated.playbook,
    rated.measure,
    rated.numerator,
    rated.denominator,
    cast(rated.rate as decimal(18, 6)) as rate,
    rated.target,
    case rated.op when 'below' then rated.rate < rated.target else rated.rate > rated.target end as meets_target
from rated
