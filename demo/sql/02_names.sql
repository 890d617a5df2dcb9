-- Word lists. Companies are root x trade, so that 108,000 names are distinct before a suffix is needed; none is
-- meant to exist.
create or replace table trades as
select
    row_number() over () - 1 as n,
    trade,
    industry,
from (
    values
    ('Logistics', 'Transportation'), ('Freight', 'Transportation'), ('Shipping', 'Transportation'),
    ('Rail', 'Transportation'), ('Foods', 'Food & Beverage'), ('Bakeries', 'Food & Beverage'),
    ('Brewing', 'Food & Beverage'), ('Health', 'Healthcare'), ('Clinics', 'Healthcare'),
    ('Diagnostics', 'Healthcare'), ('Biosciences', 'Biotechnology'), ('Therapeutics', 'Biotechnology'),
    ('Capital', 'Finance'), ('Insurance', 'Finance'), ('Credit Union', 'Finance'), ('Payments', 'Finance'),
    ('Energy', 'Energy'), ('Solar', 'Energy'), ('Utilities', 'Energy'), ('Robotics', 'Manufacturing'),
    ('Tooling', 'Manufacturing'), ('Plastics', 'Manufacturing'), ('Aerospace', 'Manufacturing'),
    ('Motors', 'Manufacturing'), ('Textiles', 'Manufacturing'), ('Chemicals', 'Manufacturing'),
    ('Software', 'Technology'), ('Systems', 'Technology'), ('Networks', 'Technology'), ('Security', 'Technology'),
    ('Analytics', 'Technology'), ('Cloud', 'Technology'), ('Media', 'Media'), ('Publishing', 'Media'),
    ('Studios', 'Media'), ('Retail', 'Retail'), ('Outfitters', 'Retail'), ('Home', 'Retail'), ('Pharmacy', 'Retail'),
    ('Academy', 'Education'), ('Learning', 'Education'), ('Hotels', 'Hospitality'), ('Travel', 'Hospitality'),
    ('Construction', 'Construction'), ('Properties', 'Real Estate')
) as t(trade, industry);

create or replace table roots as
with heads as (
    select unnest([
        'Ash', 'Bright', 'Cald', 'Fern', 'Hol', 'Mar', 'Kel', 'Stan', 'Wes', 'North', 'East', 'Green', 'Silver',
        'Red', 'Black', 'Thorn', 'Oak', 'Elm', 'Hazel', 'Raven', 'Swan', 'Fox', 'Hart', 'Lyn', 'Mil', 'Pem', 'Rad',
        'Sel', 'Tarn', 'Ulver', 'Vant', 'Whit', 'Yar', 'Alder', 'Birch', 'Cedar', 'Dun', 'Edge', 'Fair', 'Glen',
        'High', 'Iron', 'Kings', 'Lang', 'Moor', 'New', 'Old', 'Penn', 'Quen', 'Ridge', 'Stone', 'Tide', 'Under',
        'Vale', 'Winter', 'Summer', 'Long', 'Bram', 'Cor', 'Hald'
    ]) as head
),

tails as (
    select unnest([
        'gate', 'water', 'well', 'field', 'bridge', 'haven', 'mere', 'ford', 'wick', 'stead', 'ton', 'ley', 'worth',
        'combe', 'brook', 'dale', 'crest', 'moor', 'bourne', 'cliffe', 'grove', 'hurst', 'land', 'lock', 'mark',
        'point', 'port', 'row', 'shaw', 'side', 'stow', 'thorpe', 'view', 'ward', 'way', 'wood', 'holm', 'beck',
        'garth', 'burn'
    ]) as tail
)

select
    row_number() over (order by head, tail) - 1 as n,
    head || tail as root,
from heads
cross join tails;

create or replace table first_names as
select
    row_number() over () - 1 as n,
    name,
from (
    select unnest([
        'Amara', 'Beatriz', 'Chloe', 'Daniel', 'Elena', 'Farid', 'Grace', 'Hiro', 'Ingrid', 'Jonas', 'Kavya', 'Liam',
        'Maya', 'Noor', 'Oskar', 'Priya', 'Quentin', 'Rosa', 'Samuel', 'Tara', 'Ulrich', 'Valeria', 'Wei', 'Ximena',
        'Yusuf', 'Zoe', 'Anton', 'Bridget', 'Carlos', 'Dalia', 'Emil', 'Fatima', 'Gustav', 'Hannah', 'Ivan', 'Julia',
        'Kenji', 'Leila', 'Mateo', 'Nina', 'Olivia', 'Pavel', 'Ruth', 'Sofia', 'Thomas', 'Uma', 'Victor', 'Wanda',
        'Yara', 'Zain'
    ]) as name
);

create or replace table last_names as
select
    row_number() over () - 1 as n,
    name,
from (
    select unnest([
        'Abbott', 'Almeida', 'Bakker', 'Bauer', 'Becker', 'Brandt', 'Castillo', 'Chen', 'Costa', 'Dubois', 'Eriksen',
        'Farrell', 'Ferrari', 'Fischer', 'Fujita', 'Garcia', 'Gupta', 'Haddad', 'Hansen', 'Hoffmann', 'Ito',
        'Jansen', 'Kaur', 'Keller', 'Kim', 'Kowalski', 'Lambert', 'Larsen', 'Laurent', 'Lindqvist', 'Lopez',
        'Marino', 'Meyer', 'Moreau', 'Mori', 'Nakamura', 'Nguyen', 'Novak', 'Okafor', 'Olsen', 'Osei', 'Park',
        'Patel', 'Pereira', 'Quinn', 'Ramos', 'Reyes', 'Rossi', 'Sato', 'Schneider', 'Silva', 'Singh', 'Sorensen',
        'Takeda', 'Tanaka', 'Torres', 'Vargas', 'Vega', 'Wagner', 'Walsh', 'Weber', 'Wong', 'Yilmaz', 'Zhang'
    ]) as name
);
