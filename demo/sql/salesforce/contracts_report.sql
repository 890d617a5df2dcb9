-- A report that people saved from the screen: labels for headers, ids of 15 characters.
select
    left(contract_id, 15) as "Contract ID",
    left(account_id, 15) as "Account ID",
    lpad(contract::varchar, 8, '0') as "Contract Number",
    start_date as "Contract Start Date",
    end_date as "Contract End Date",
    term_months as "Contract Term (months)",
    'Activated' as "Status",
    activated_at::date as "Activated Date",
    auto_renews as "Auto Renew",
    notice_days as "Notice Period (days)",
from contracts
inner join accounts using (i)
where end_date >= getvariable('as_of')
order by contract
