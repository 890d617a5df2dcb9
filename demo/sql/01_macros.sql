-- Everything random is a hash of (key, salt, seed): the same arguments give the same bytes at any thread count.
create or replace macro chance(key, salt) as
    (hash(key::bigint, salt, getvariable('seed')) % 1048576)::double / 1048576;

create or replace macro pick(key, salt, n) as
    (hash(key::bigint, salt, getvariable('seed')) % n::ubigint)::bigint;

create or replace macro pick_from(key, salt, choices) as
    choices[pick(key, salt, len(choices)) + 1];

create or replace macro letter62(h, place) as
    substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', ((h // place) % 62)::int + 1, 1);

create or replace macro letters7(h) as
    letter62(h, 1) || letter62(h, 62) || letter62(h, 3844) || letter62(h, 238328)
    || letter62(h, 14776336) || letter62(h, 916132832) || letter62(h, 56800235584);

-- Stripe's ids: a prefix and opaque letters.
create or replace macro stripe_id(prefix, key) as
    prefix || letters7(hash(key::bigint, prefix, 'a', getvariable('seed')))
    || letters7(hash(key::bigint, prefix, 'b', getvariable('seed')));

create or replace macro hex_id(key, salt) as
    format(
        '{:016x}{:016x}',
        hash(key::bigint, salt, 'a', getvariable('seed')),
        hash(key::bigint, salt, 'b', getvariable('seed'))
    );

-- Salesforce ids: three letters for the object, the instance, and a permuted number, so that upper and lower case vary
-- and no two keys meet (the multiplier shares no factor with 62^5).
create or replace macro salesforce_id15(prefix, key) as
    prefix || '5g00000'
    || letter62(((key::bigint * 7919717 + 104729) % 916132832)::ubigint, 1)
    || letter62(((key::bigint * 7919717 + 104729) % 916132832)::ubigint, 62)
    || letter62(((key::bigint * 7919717 + 104729) % 916132832)::ubigint, 3844)
    || letter62(((key::bigint * 7919717 + 104729) % 916132832)::ubigint, 238328)
    || letter62(((key::bigint * 7919717 + 104729) % 916132832)::ubigint, 14776336);

create or replace macro is_capital(id, place) as
    (substr(id, place, 1) between 'A' and 'Z')::int;

create or replace macro case_letter(id, first) as
    substr(
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
        is_capital(id, first) + 2 * is_capital(id, first + 1) + 4 * is_capital(id, first + 2)
        + 8 * is_capital(id, first + 3) + 16 * is_capital(id, first + 4) + 1,
        1
    );

-- The 18-character form: three letters that tell which of the 15 are capitals.
create or replace macro salesforce_id18(id15) as
    id15 || case_letter(id15, 1) || case_letter(id15, 6) || case_letter(id15, 11);

create or replace macro salesforce_id(prefix, key) as
    salesforce_id18(salesforce_id15(prefix, key));

create or replace macro iso_z(moment) as strftime(moment, '%Y-%m-%dT%H:%M:%SZ');
create or replace macro iso_millis(moment) as strftime(moment, '%Y-%m-%dT%H:%M:%S.%gZ');
create or replace macro iso_offset(moment) as strftime(moment, '%Y-%m-%dT%H:%M:%S.000+0000');
create or replace macro seconds(moment) as epoch(moment)::bigint;

-- Half away from zero, in whole numbers only: floating point would make the last digit a matter of luck.
create or replace macro round_div(numerator, denominator) as
    (sign(numerator) * ((2 * abs(numerator::hugeint) + denominator) // (2 * denominator::hugeint)))::hugeint;

create or replace macro at_time(on_day, key, salt) as
    on_day::timestamp + to_seconds(21600 + pick(key, salt, 50400));

create or replace macro period_start(anchor, unit, k) as
    case unit
        when 'week' then anchor + to_days((7 * k)::int)
        when 'year' then anchor + to_months((12 * k)::int)
        else anchor + to_months(k::int)
    end;

-- A sum in millionths as a decimal with six places.
create or replace macro six_places(millionths) as
    case when millionths < 0 then '-' else '' end
    || (abs(millionths) // 1000000) || '.' || lpad((abs(millionths) % 1000000)::varchar, 6, '0');
