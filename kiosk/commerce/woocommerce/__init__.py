"""WooCommerce: its REST API `wc/v3` as published, for one shipping method that leads to this site."""
