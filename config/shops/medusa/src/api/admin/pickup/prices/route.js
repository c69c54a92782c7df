/**
 * POST /admin/pickup/prices {region_id, customer_id, items: [{sku, quantity}]}: what one unit costs this customer, by
 * Medusa's own price lists and taxes. Without customer_id: what a guest pays. What nobody can buy is left out.
 */
const { ContainerRegistrationKeys, Modules, QueryContext } = require('@medusajs/framework/utils');

const VARIANT = ['id', 'sku', 'product.id', 'product.type_id', 'product.status'];

async function contextOf(query, { region_id, customer_id }) {
  const { data: regions } = await query.graph({
    entity: 'region',
    fields: ['id', 'currency_code', 'countries.iso_2'],
    filters: { id: region_id },
  });
  if (regions.length !== 1) return null;
  const context = { region_id, currency_code: regions[0].currency_code };
  if (!customer_id) return { context, country: regions[0].countries[0]?.iso_2 };
  const { data: customers } = await query.graph({
    entity: 'customer',
    fields: ['id', 'groups.id'],
    filters: { id: customer_id },
  });
  if (customers.length !== 1) return null;
  const groups = (customers[0].groups ?? []).map(({ id }) => ({ id }));
  return { context: { ...context, customer: { id: customer_id, groups } }, country: regions[0].countries[0]?.iso_2 };
}

async function priceOf(scope, query, { context, country }, { sku, quantity }) {
  const { data: variants } = await query.graph({
    entity: 'variant',
    fields: [...VARIANT, 'calculated_price.*'],
    filters: { sku },
    context: { calculated_price: QueryContext({ ...context, quantity }) },
  });
  const found = variants.filter(variant => variant.sku === sku && variant.product?.status === 'published');
  const price = found[0]?.calculated_price;
  if (found.length !== 1 || price?.calculated_amount == null) return [];
  const [tax] = await scope.resolve(Modules.TAX).getTaxLines(
    [{
      id: found[0].id,
      product_id: found[0].product.id,
      product_type_id: found[0].product.type_id ?? undefined,
      quantity,
      unit_price: price.calculated_amount,
      currency_code: context.currency_code,
    }],
    { address: { country_code: country } },
  );
  return [{
    sku,
    variant_id: found[0].id,
    quantity,
    amount: String(price.calculated_amount),
    tax_inclusive: price.is_calculated_price_tax_inclusive,
    tax_rate: String(tax?.rate ?? 0),
    currency_code: price.currency_code,
    price_list_type: price.calculated_price?.price_list_type ?? null,
    price_list_id: price.calculated_price?.price_list_id ?? null,
    min_quantity: price.calculated_price?.min_quantity ?? null,
  }];
}

exports.POST = async (request, response) => {
  const { region_id, items } = request.body ?? {};
  const whole = item => typeof item?.sku === 'string' && Number.isInteger(item?.quantity) && item.quantity > 0;
  if (typeof region_id !== 'string' || !Array.isArray(items) || items.length > 100 || !items.every(whole)) {
    return response.status(400).json({ type: 'invalid_data', message: 'body: region_id, items of sku and quantity' });
  }
  const query = request.scope.resolve(ContainerRegistrationKeys.QUERY);
  const found = await contextOf(query, request.body);
  if (!found) return response.status(404).json({ type: 'not_found', message: 'region or customer' });
  const prices = [];
  for (const item of items) prices.push(...(await priceOf(request.scope, query, found, item)));
  return response.json({ prices });
};
