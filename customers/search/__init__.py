"""Finding customers: the folded columns, and the searches over them.

Every range begins with a channel and is read in the order of an index, so that the cost depends on what is shown and not on how
many customers there are: no LIKE, no count, no sort of unbounded sets. Statements are constant, so that they stay prepared.
"""

from customers.search.box import exact_customer, find_customers
from customers.search.columns import OF_ADDRESS, fill, fill_values

__all__ = ["OF_ADDRESS", "exact_customer", "fill", "fill_values", "find_customers"]
