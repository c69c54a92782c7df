/**
 * What a Vendure 3 shop needs for OpenLuke: in vendure-config, `plugins: [..., openluke({url, secret})]`.
 *
 * Orders get a pickup code and the id of a purchase made at the kiosk; fulfilments get the state ReadyForPickup. An
 * order counts as changed when its fulfilments, payments or refunds change. With `url` and `secret` ("whsec_" + base64)
 * every change is told to OpenLuke's backend, signed as Standard Webhooks say. Nothing but the order's id leaves the
 * shop.
 */
const { createHmac, randomUUID } = require('node:crypto');
const { Inject } = require('@nestjs/common');
const {
  EventBus,
  Fulfillment,
  FulfillmentStateTransitionEvent,
  Logger,
  Order,
  OrderEvent,
  OrderStateTransitionEvent,
  PaymentStateTransitionEvent,
  PluginCommonModule,
  RefundEvent,
  RefundStateTransitionEvent,
  TransactionalConnection,
  VendurePlugin,
} = require('@vendure/core');

const pickupProcess = {
  transitions: {
    Pending: { to: ['ReadyForPickup'], mergeStrategy: 'merge' },
    ReadyForPickup: { to: ['Delivered', 'Cancelled'] },
  },
};

const orderFields = [
  { name: 'pickupCode', type: 'string', nullable: true, unique: true, public: true },
  { name: 'purchaseId', type: 'string', nullable: true, unique: true, public: false },
];

function signed(secret, body) {
  const id = `msg_${randomUUID()}`;
  const timestamp = Math.floor(Date.now() / 1000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': `v1,${signature}` };
}

async function tell({ url, secret }, order) {
  const body = JSON.stringify({ type: 'order.changed', timestamp: new Date().toISOString(), data: { order } });
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed(secret, body) },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(5000),
    });
    if (!answer.ok) Logger.warn(`order ${order}: answered ${answer.status}`, 'OpenLuke');
  } catch (error) {
    // A hint that is lost is made good by OpenLuke's own reading of what changed.
    Logger.warn(`order ${order}: ${error.name}`, 'OpenLuke');
  }
}

/** `hook`: {url, secret}, or nothing for a shop whose changes OpenLuke finds by asking. */
function openluke(hook) {
  class OpenLukePlugin {
    constructor(events, connection) {
      this.events = events;
      this.connection = connection;
    }

    onApplicationBootstrap() {
      const failed = error => Logger.error(error.message, 'OpenLuke');
      const on = (type, handle) => this.events.ofType(type).subscribe(event => handle(event).catch(failed));
      on(OrderStateTransitionEvent, async event => this.changed(event.order));
      on(OrderEvent, async event => event.order.orderPlacedAt && this.changed(event.order));
      for (const type of [PaymentStateTransitionEvent, RefundEvent, RefundStateTransitionEvent]) {
        on(type, event => this.touched(event.order));
      }
      on(FulfillmentStateTransitionEvent, async event => {
        // The event's own fulfilment comes without its orders.
        const found = await this.connection
          .getRepository(event.ctx, Fulfillment)
          .findOne({ where: { id: event.fulfillment.id }, relations: ['orders'] });
        for (const order of found?.orders ?? []) await this.touched(order);
      });
    }

    /** Vendure leaves `updatedAt` of an order as it is when a fulfilment or a refund of it changes. */
    async touched(order) {
      await this.connection.rawConnection.getRepository(Order).update({ id: order.id }, { updatedAt: new Date() });
      this.changed(order);
    }

    changed(order) {
      if (hook) void tell(hook, String(order.id));
    }
  }
  Inject(EventBus)(OpenLukePlugin, undefined, 0);
  Inject(TransactionalConnection)(OpenLukePlugin, undefined, 1);
  VendurePlugin({
    imports: [PluginCommonModule],
    compatibility: '^3.0.0',
    configuration: config => {
      config.customFields.Order = [...(config.customFields.Order ?? []), ...orderFields];
      config.shippingOptions.process = [...(config.shippingOptions.process ?? []), pickupProcess];
      return config;
    },
  })(OpenLukePlugin);
  return OpenLukePlugin;
}

module.exports = { openluke };
