/** A Vendure shop in memory, for tests: `node server.js`, with PORT, and HOOK_URL and HOOK_SECRET for webhooks. */
const {
  bootstrap,
  DefaultJobQueuePlugin,
  DefaultLogger,
  DefaultSearchPlugin,
  defaultFulfillmentProcess,
  dummyPaymentHandler,
  LogLevel,
  manualFulfillmentHandler,
} = require('@vendure/core');
const { populate } = require('@vendure/core/cli');
const { openluke } = require('./openluke.js');

const { PORT, HOOK_URL, HOOK_SECRET } = process.env;
const config = {
  apiOptions: { port: Number(PORT), hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api' },
  authOptions: {
    tokenMethod: ['bearer', 'api-key'],
    requireVerification: false,
    superadminCredentials: { identifier: 'superadmin', password: 'superadmin' },
  },
  logger: new DefaultLogger({ level: LogLevel.Warn, timestamp: false }),
  dbConnectionOptions: { type: 'sqljs', synchronize: true },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  shippingOptions: { fulfillmentHandlers: [manualFulfillmentHandler], process: [defaultFulfillmentProcess] },
  plugins: [
    DefaultSearchPlugin.init({ bufferUpdates: false }),
    DefaultJobQueuePlugin.init({ pollInterval: 200 }),
    openluke(HOOK_URL ? { url: HOOK_URL, secret: HOOK_SECRET } : undefined),
  ],
};
const initialData = {
  defaultLanguage: 'en',
  defaultZone: 'Norway',
  countries: [{ name: 'Norway', code: 'NO', zone: 'Norway' }],
  taxRates: [{ name: 'Standard Tax', percentage: 25 }],
  shippingMethods: [
    { name: 'Locker Sentrum', price: 0 },
    { name: 'Locker Nord', price: 0 },
    { name: 'Home', price: 99 },
  ],
  paymentMethods: [
    {
      name: 'Card',
      handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: 'true' }] },
    },
    {
      name: 'Reserved',
      handler: { code: 'dummy-payment-handler', arguments: [{ name: 'automaticSettle', value: 'false' }] },
    },
  ],
  collections: [],
};
populate(() => bootstrap(config), initialData, `${__dirname}/products.csv`).then(() => console.log('READY'));
