/**
 * POST /admin/pickup/orders {"code": "…"} or {"purchase": "…"}: ids of the orders whose metadata says exactly that.
 *
 * GET /admin/orders drops filters that it does not know and answers with everybody's orders; this route does not. The
 * code travels in the body, for the shop's log holds addresses.
 */
const { ContainerRegistrationKeys } = require('@medusajs/framework/utils');

const KEYS = { code: 'pickup_code', purchase: 'purchase_id' };

exports.POST = async (request, response) => {
  const [name, value] = Object.entries(request.body ?? {})[0] ?? [];
  if (!Object.hasOwn(KEYS, name) || typeof value !== 'string' || !value) {
    return response.status(400).json({ type: 'invalid_data', message: 'body: code or purchase, as text' });
  }
  const query = request.scope.resolve(ContainerRegistrationKeys.QUERY);
  const { data } = await query.graph({
    entity: 'order',
    fields: ['id', 'metadata', 'is_draft_order'],
    filters: { metadata: { [KEYS[name]]: value } },
    pagination: { take: 2, skip: 0 },
  });
  return response.json({
    orders: data.map(order => ({
      id: order.id,
      value: order.metadata?.[KEYS[name]] ?? null,
      draft: order.is_draft_order,
    })),
  });
};
