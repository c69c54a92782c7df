"""What is asked of the admin API of Vendure 3.7. Codes and ids travel as variables, in bodies."""

from typing import Final

# %s: the custom field that holds the code, as an alias "code" cannot be one in a filter.
ORDER_FIELDS: Final = """
fragment OrderFields on Order {
  id number: code state orderPlacedAt updatedAt totalWithTax
  channels { token }
  customer { id }
  customFields { pickupCode: %s }
  lines { id quantity productVariant { sku name } proratedUnitPriceWithTax }
  fulfillments { id state method trackingCode lines { orderLineId quantity } }
  payments { id method amount state refunds { id state total reason } }
  shippingLines { shippingMethod { code } }
}
"""
ORDER: Final = "query($id:ID!){order(id:$id){...OrderFields}}"
ORDERS: Final = "query($options:OrderListOptions){orders(options:$options){items{...OrderFields}}}"

CHECK: Final = """{
  activeChannel { token }
  shippingMethods { items { id code } }
  orders(options: {take: 1}) { items { ...OrderFields } }
}"""

ME: Final = "{me{channels{token permissions}}}"

ADD_FULFILLMENT: Final = """mutation($input:FulfillOrderInput!){
  answer: addFulfillmentToOrder(input:$input){
    __typename ... on Fulfillment { id state nextStates } ... on ErrorResult { errorCode }
  }
}"""
TRANSITION: Final = """mutation($id:ID!,$state:String!){
  answer: transitionFulfillmentToState(id:$id,state:$state){
    __typename ... on Fulfillment { id state nextStates } ... on ErrorResult { errorCode }
  }
}"""
REFUND: Final = """mutation($input:RefundOrderInput!){
  answer: refundOrder(input:$input){ __typename ... on Refund { id state } ... on ErrorResult { errorCode } }
}"""
CANCEL_LINES: Final = """mutation($input:CancelOrderInput!){
  answer: cancelOrder(input:$input){ __typename ... on Order { id state } ... on ErrorResult { errorCode } }
}"""
ADD_NOTE: Final = "mutation($input:AddNoteToOrderInput!){answer:addNoteToOrder(input:$input){__typename}}"
HISTORY: Final = """query($id:ID!,$type:String!){
  order(id:$id){ history(options:{filter:{type:{eq:$type}},sort:{createdAt:DESC},take:100}){ items{ data } } }
}"""

VARIANTS: Final = """query($skus:[String!]!,$take:Int!){
  productVariants(options:{filter:{sku:{in:$skus},enabled:{eq:true}},take:$take}){
    items{ id sku price priceWithTax currencyCode taxRateApplied { value } }
  }
}"""
PROMOTIONS: Final = """query($ids:[String!]!){
  promotions(options:{filter:{id:{in:$ids}}}){ items{ id conditions{ code } } }
}"""

CREATE_DRAFT: Final = "mutation{answer:createDraftOrder{id state}}"
DELETE_DRAFT: Final = "mutation($id:ID!){answer:deleteDraftOrder(orderId:$id){result}}"
NAME_DRAFT: Final = """mutation($id:ID!,$fields:UpdateOrderCustomFieldsInput!){
  answer: setDraftOrderCustomFields(orderId:$id,input:{id:$id,customFields:$fields}){ id state }
}"""
DRAFT_CUSTOMER: Final = """mutation($id:ID!,$customer:ID!){
  answer: setCustomerForDraftOrder(orderId:$id,customerId:$customer){
    __typename ... on Order { id state } ... on ErrorResult { errorCode }
  }
}"""
DRAFT_ITEM: Final = """mutation($id:ID!,$variant:ID!,$quantity:Int!){
  answer: addItemToDraftOrder(orderId:$id,input:{productVariantId:$variant,quantity:$quantity}){
    __typename ... on Order { id state } ... on ErrorResult { errorCode }
  }
}"""
DRAFT_METHODS: Final = "query($id:ID!){eligibleShippingMethodsForDraftOrder(orderId:$id){id code}}"
DRAFT_SHIPPING: Final = """mutation($id:ID!,$method:ID!){
  answer: setDraftOrderShippingMethod(orderId:$id,shippingMethodId:$method){
    __typename ... on Order { id state } ... on ErrorResult { errorCode }
  }
}"""
DRAFT_LINES: Final = """query($id:ID!){
  order(id:$id){ currencyCode lines{
    quantity taxRate unitPrice proratedUnitPrice proratedUnitPriceWithTax
    productVariant { sku price }
    discounts { adjustmentSource }
  } }
}"""
ORDER_TRANSITION: Final = """mutation($id:ID!,$state:String!){
  answer: transitionOrderToState(id:$id,state:$state){
    __typename ... on Order { id state } ... on ErrorResult { errorCode }
  }
}"""
PAY: Final = """mutation($input:ManualPaymentInput!){
  answer: addManualPaymentToOrder(input:$input){
    __typename ... on Order { id state } ... on ErrorResult { errorCode }
  }
}"""
PURCHASE: Final = """query($purchase:String!){
  orders(options:{filter:{purchaseId:{eq:$purchase}},take:2}){ items{ id state customFields{ purchaseId } } }
}"""
