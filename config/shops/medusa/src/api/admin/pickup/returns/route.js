/**
 * POST /admin/pickup/returns {order_id, location_id, id, reason, receive, items: [{id, quantity, damaged}]}: one
 * return, made once.
 *
 * Medusa takes seven calls for it, each of which may be the last. `id` is OpenLuke's and stands in the return's
 * metadata; what an earlier attempt left half made is thrown away. `receive`: the goods count as received at once; else
 * staff say so when they have looked at them.
 */
const { ContainerRegistrationKeys } = require('@medusajs/framework/utils');
const {
  beginReceiveReturnWorkflow,
  beginReturnOrderWorkflow,
  cancelReturnRequestWorkflow,
  confirmReturnReceiveWorkflow,
  confirmReturnRequestWorkflow,
  dismissItemReturnRequestWorkflow,
  receiveItemReturnRequestWorkflow,
  requestItemReturnWorkflow,
} = require('@medusajs/medusa/core-flows');

async function known(scope, order_id, id) {
  const query = scope.resolve(ContainerRegistrationKeys.QUERY);
  const { data } = await query.graph({
    entity: 'return',
    fields: ['id', 'status', 'order_id', 'metadata'],
    filters: { order_id },
  });
  const same = data.filter(each => each.order_id === order_id && each.metadata?.openluke_return === id);
  return same.find(each => each.status !== 'canceled');
}

async function requested(scope, { order_id, location_id, id, reason, items }) {
  const metadata = { openluke_return: id, openluke_reason: reason };
  const { result } = await beginReturnOrderWorkflow(scope).run({ input: { order_id, location_id, metadata } });
  const return_id = result.return_id;
  const wanted = items.map(item => ({ id: item.id, quantity: item.quantity }));
  try {
    await requestItemReturnWorkflow(scope).run({ input: { return_id, items: wanted } });
    await confirmReturnRequestWorkflow(scope).run({ input: { return_id } });
  } catch (error) {
    await cancelReturnRequestWorkflow(scope).run({ input: { return_id } });
    throw error;
  }
  return return_id;
}

async function received(scope, return_id, items) {
  const part = count => items.map(item => ({ id: item.id, quantity: count(item) })).filter(item => item.quantity > 0);
  const whole = part(item => item.quantity - (item.damaged ?? 0));
  const damaged = part(item => item.damaged ?? 0);
  await beginReceiveReturnWorkflow(scope).run({ input: { return_id } });
  if (whole.length) await receiveItemReturnRequestWorkflow(scope).run({ input: { return_id, items: whole } });
  if (damaged.length) await dismissItemReturnRequestWorkflow(scope).run({ input: { return_id, items: damaged } });
  await confirmReturnReceiveWorkflow(scope).run({ input: { return_id } });
}

exports.POST = async (request, response) => {
  const body = request.body ?? {};
  const named = [body.order_id, body.location_id, body.id].every(value => typeof value === 'string' && value);
  if (!named || !Array.isArray(body.items)) {
    return response.status(400).json({ type: 'invalid_data', message: 'body: order_id, location_id, id, items' });
  }
  const found = await known(request.scope, body.order_id, body.id);
  if (found && found.status !== 'open') return response.json({ return: { id: found.id, created: false } });
  if (found) await cancelReturnRequestWorkflow(request.scope).run({ input: { return_id: found.id } });
  const id = await requested(request.scope, body);
  if (body.receive === true) await received(request.scope, id, body.items);
  return response.json({ return: { id, created: true } });
};
