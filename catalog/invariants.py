"""What must always be true of stock and prices; see contactcenter.invariants."""

from contactcenter.invariants import Invariant, register

register(
    Invariant(
        "Available stock is never below zero.",
        "SELECT variant_id, start, shipped, restocked, reserved FROM catalog_stock WHERE start - shipped + restocked - reserved < 0",
    ),
    Invariant(
        "Prices are of variations, and for price groups, of the organisation whose channel they are in.",
        "SELECT p.id FROM catalog_price AS p JOIN catalog_variant AS v ON v.id = p.variant_id JOIN agents_channel AS c ON c.id = p.channel_id "
        "LEFT JOIN customers_pricegroup AS g ON g.id = p.price_group_id "
        "WHERE v.organization_id <> c.organization_id OR g.organization_id <> c.organization_id",
    ),
    Invariant(
        "Tax classes of products, rates and ways to ship are their own organisation's.",
        "SELECT p.id FROM catalog_product AS p JOIN catalog_taxclass AS t ON t.id = p.tax_class_id WHERE t.organization_id <> p.organization_id "
        "UNION ALL SELECT r.id FROM catalog_taxrate AS r JOIN catalog_taxclass AS t ON t.id = r.tax_class_id "
        "JOIN agents_channel AS c ON c.id = r.channel_id WHERE t.organization_id <> c.organization_id "
        "UNION ALL SELECT m.id FROM catalog_shippingmethod AS m JOIN catalog_taxclass AS t ON t.id = m.tax_class_id "
        "JOIN agents_channel AS c ON c.id = m.channel_id WHERE t.organization_id <> c.organization_id",
    ),
)
