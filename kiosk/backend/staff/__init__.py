"""The staff's web page: the embedded backend as the site service of a small shop. Rendered here, without scripts."""
