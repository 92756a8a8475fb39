"""Array kernels: numpy arrays in, numpy arrays out, nothing else imported."""
