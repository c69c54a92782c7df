"""The shop: `http` is the Pickup API's client on a kiosk, the others are platforms behind the backend (`shop.Shop`)."""
