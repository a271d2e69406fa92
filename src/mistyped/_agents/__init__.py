"""Tools made of functions, and the loop that lets a model call them."""
