select object
from price_objects
order by price
