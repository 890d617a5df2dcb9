-- A name per account: a root and a trade, mixed so that neighbours differ.
create or replace table account_names as
with numbered as (
    select
        i,
        country,
        (i * 48271 + 991 * getvariable('seed')) % 108000 as mix,
        (i - 1) // 108000 as cycle,
    from accounts
)

select
    numbered.i,
    roots.root || ' ' || trades.trade || ['', ' International', ' Group', ' Partners'][(cycle % 4 + 1)::int]
        as account_name,
    lower(roots.root) || '-' || replace(lower(trades.trade), ' ', '')
        || ['', '-intl', '-group', '-partners'][(cycle % 4 + 1)::int]
    || '.example' as domain,
    trades.industry,
    map {
        'United States': 'Inc.', 'Canada': 'Ltd.', 'Germany': 'GmbH', 'France': 'SAS', 'Netherlands': 'B.V.',
        'United Kingdom': 'Ltd', 'Japan': 'K.K.', 'Kuwait': 'W.L.L.', 'Australia': 'Pty Ltd'
    }[country] as legal_form,
from numbered
inner join roots on roots.n = numbered.mix % 2400
inner join trades on trades.n = (numbered.mix // 2400) % 45;
