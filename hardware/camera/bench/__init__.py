"""Measuring how much is read and how fast: our pipeline beside the decoders that one can install, in the same run."""
