"""What is asked of Shopify's Admin API. One order at a time: nested lists of many would cost more points than one
request may (1,000).
"""

from typing import Final

LINES: Final = 50
FULFILMENT_ORDERS: Final = 5
FULFILMENTS: Final = 20

FIELDS: Final = f"""
  id name confirmationNumber updatedAt cancelledAt displayFinancialStatus customerLocale
  customer {{ id }}
  paymentTerms {{ id }}
  lineItems(first: {LINES}) {{
    nodes {{ id sku name currentQuantity variant {{ barcode }} }} pageInfo {{ hasNextPage }}
  }}
  fulfillmentOrders(first: {FULFILMENT_ORDERS}) {{
    nodes {{
      id status deliveryMethod {{ methodType }} assignedLocation {{ location {{ id }} }}
      lineItems(first: {LINES}) {{ nodes {{ id remainingQuantity lineItem {{ id }} }} pageInfo {{ hasNextPage }} }}
    }}
    pageInfo {{ hasNextPage }}
  }}
  fulfillments(first: {FULFILMENTS}) {{
    id status trackingInfo(first: 1) {{ number }}
    fulfillmentLineItems(first: {FULFILMENTS}) {{ nodes {{ quantity lineItem {{ id }} }} pageInfo {{ hasNextPage }} }}
  }}
  metafield(namespace: "openluke", key: "parcels") {{ value compareDigest }}
"""
ORDER: Final = f"query($id:ID!){{order(id:$id){{{FIELDS}}}}}"
FIND: Final = "query($query:String!){orders(first:2,query:$query){nodes{id confirmationNumber}}}"
LIST: Final = """query($first:Int!,$query:String!){
  orders(first:$first,query:$query,sortKey:UPDATED_AT){nodes{id updatedAt}}
}"""
CHECK: Final = "query($id:ID!){location(id:$id){id isActive localPickupSettingsV2{instructions}}}"

KEEP_PARCELS: Final = """mutation($metafields:[MetafieldsSetInput!]!){
  answer: metafieldsSet(metafields:$metafields){ userErrors{ field } }
}"""
PREPARED: Final = """mutation($input:FulfillmentOrderLineItemsPreparedForPickupInput!){
  answer: fulfillmentOrderLineItemsPreparedForPickup(input:$input){ userErrors{ field } }
}"""
FULFIL: Final = """mutation($fulfillment:FulfillmentInput!){
  answer: fulfillmentCreate(fulfillment:$fulfillment){ userErrors{ field } }
}"""
